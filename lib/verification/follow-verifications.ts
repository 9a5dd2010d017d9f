import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Verification, type VerificationRecord } from '#lib/model/verification.model.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import { idOf, type VerificationId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { updateProfileStatus } from '#lib/verification/update-profile-status.ts'
import { nextDueAt } from '#lib/verification/validity.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out the verifications with a reminder or an end that is due, those of the longest ago first; runs each hour. The
 * worker is `applyVerificationDue`.
 */
export function followVerifications(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Verification.find({ dueAt: trusted({ $lte: clock() }) }, { _id: 1 }).sort({ dueAt: 1 })
  return handOut(workQueue, 'applyVerificationDue', pagesOf(due.lean()), run)
}

/**
 * Does for one verification what is due now, once, however many ask:
 * 1. its first document has run out: it is Expired, and the profile with it. Running jobs go on
 * 2. that is 30, 7 or 1 days ahead: its craftsman is reminded. Of reminders that were missed only the latest is sent
 */
export const applyVerificationDue = (id: VerificationId): Promise<void> =>
  inTransaction(async (tx) => {
    const at = clock()
    const record = await Verification.findById(id).session(tx).lean()
    const { status, dueAt, expiresAt } = record ?? {}
    if (!record || status !== 'Verified' || !dueAt || !expiresAt || dueAt > at) return
    return expiresAt <= at ? expire(tx, record, at) : remind(tx, record, { at, expiresAt })
  })

async function expire(tx: ClientSession, { _id, craftsman }: VerificationRecord, at: Date): Promise<void> {
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
}

async function remind(
  tx: ClientSession,
  { _id, craftsman }: VerificationRecord,
  { at, expiresAt }: { readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
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
}
