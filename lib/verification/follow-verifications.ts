import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Verification, type VerificationRecord } from '#lib/model/verification.model.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import { idOf, type VerificationId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { updateProfileStatus } from '#lib/verification/update-profile-status.ts'
import { nextDueAt } from '#lib/verification/validity.ts'

const PAGE = 100

type Applied = 'reminded' | 'expired' | 'nothing'

/** The verifications with a reminder or an end that is due, those of the longest ago first. */
export async function dueVerifications(limit: number): Promise<readonly VerificationId[]> {
  const due = await Verification.find({ dueAt: trusted({ $lte: clock() }) }, { _id: 1 })
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean()
  return due.map(({ _id }) => idOf<'Verification'>(_id))
}

/**
 * Does for one verification what is due now, once, however many ask:
 * 1. its first document has run out: it is Expired, and the profile with it. Running jobs go on
 * 2. that is 30, 7 or 1 days ahead: its craftsman is reminded. Of reminders that were missed only the latest is sent
 */
export const applyVerificationDue = (id: VerificationId): Promise<Applied> =>
  inTransaction(async (tx) => {
    const at = clock()
    const record = await Verification.findById(id).session(tx).lean()
    const { status, dueAt, expiresAt } = record ?? {}
    if (!record || status !== 'Verified' || !dueAt || !expiresAt || dueAt > at) return 'nothing'
    return expiresAt <= at ? expire(tx, record, at) : remind(tx, record, { at, expiresAt })
  })

async function expire(
  tx: ClientSession,
  { _id, craftsman }: VerificationRecord,
  at: Date,
): Promise<'expired'> {
  const [verificationId, craftsmanId] = [idOf<'Verification'>(_id), idOf<'User'>(craftsman)]
  await Verification.updateOne(
    { _id, status: 'Verified' },
    { $set: { status: 'Expired', updatedAt: at }, $unset: { dueAt: 1 } },
    { session: tx },
  )
  await updateProfileStatus(tx, craftsmanId)
  await recordEvent(tx, 'verification.expired', { verificationId, craftsmanId })
  await logActivity(tx, {
    actor: null,
    action: 'verification.expire',
    target: { kind: 'Verification', id: verificationId },
  })
  return 'expired'
}

async function remind(
  tx: ClientSession,
  { _id, craftsman }: VerificationRecord,
  { at, expiresAt }: { readonly at: Date; readonly expiresAt: Date },
): Promise<'reminded'> {
  await Verification.updateOne(
    { _id, status: 'Verified' },
    { $set: { dueAt: nextDueAt(expiresAt, at) } },
    { session: tx },
  )
  await recordEvent(tx, 'verification.expiring', {
    verificationId: idOf<'Verification'>(_id),
    craftsmanId: idOf<'User'>(craftsman),
    days: Math.ceil((expiresAt.getTime() - at.getTime()) / DAY),
  })
  return 'reminded'
}

/** Reminds of documents that run out and ends verifications whose document has; runs each hour. */
export async function followVerifications(): Promise<{ reminded: number; expired: number; failed: number }> {
  const tally = { reminded: 0, expired: 0, failed: 0 }
  for (;;) {
    const ids = await dueVerifications(PAGE)
    let applied = 0
    for (const id of ids) {
      try {
        const outcome = await applyVerificationDue(id)
        if (outcome === 'nothing') continue
        tally[outcome] += 1
        applied += 1
      } catch (error) {
        tally.failed += 1
        log.error('what was due for a verification could not be done', { error })
      }
    }
    if (ids.length < PAGE || applied === 0) return tally
  }
}
