import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { type JobBrief, toJobBriefView, withJobBrief } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Strike, type StrikeRecord } from '#lib/model/strike.model.ts'
import { idOf, type StrikeId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { summaryOf } from '#lib/process/process-text.ts'
import { type TransitionName, transitionNamed } from '#lib/process/transitions.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import type { staffStrikeView, strikeView } from '#lib/strikes/strike.schemas.ts'

/** A strike with its user and its job in place of their ids. */
export interface StrikeWithPeople extends Omit<StrikeRecord, 'job' | 'user'> {
  job: JobBrief
  user: PersonRecord
  because: { readonly en: string; readonly ar: string }
}

/** Reads strikes with what belongs to them, in one round trip. */
export async function readStrikes(
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<StrikeWithPeople[]> {
  const found = await Strike.aggregate<StrikeWithPeople>([...stages, ...withJobBrief, ...withPerson('user')])
    .session(tx)
    .exec()
  const settings = await currentSettings()
  return found.map((strike) => ({
    ...strike,
    because: summaryOf(transitionNamed(strike.transition as TransitionName), settings),
  }))
}

/** Reads one strike. Throws STRIKE_NOT_FOUND. */
export async function readStrike(strikeId: StrikeId, tx: ClientSession): Promise<StrikeWithPeople> {
  const [strike] = await readStrikes([{ $match: { _id: objectId(strikeId) } }], tx)
  if (!strike) throw fail('STRIKE_NOT_FOUND')
  return strike
}

/** What a user reads of their own strike. */
export const toStrikeView = (strike: StrikeWithPeople): z.input<typeof strikeView> => ({
  id: idOf<'Strike'>(strike._id),
  job: toJobBriefView(strike.job),
  move: strike.transition,
  because: strike.because,
  status: strike.status,
  appeal: strike.appeal ? { reason: strike.appeal.reason, at: strike.appeal.at.toISOString() } : null,
  lifted: strike.lifted ? { note: strike.lifted.note, at: strike.lifted.at.toISOString() } : null,
  createdAt: strike.at.toISOString(),
})

/** What staff read of a strike. */
export const toStaffStrikeView = (strike: StrikeWithPeople): z.input<typeof staffStrikeView> => ({
  ...toStrikeView(strike),
  user: toPersonView(strike.user),
})
