import type { ClientSession, UpdateQuery } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { User } from '#lib/model/user.model.ts'
import { Verification, type VerificationRecord } from '#lib/model/verification.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId, type VerificationId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { fixNationalId, releaseNationalId } from '#lib/verification/national-id-claim.ts'
import { readVerification } from '#lib/verification/read-verifications.ts'
import { updateProfileStatus } from '#lib/verification/update-profile-status.ts'
import { nextDueAt } from '#lib/verification/validity.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'

/**
 * Approve a verification:
 * 1. it exists (VERIFICATION_NOT_FOUND) and waits (VERIFICATION_DECIDED). If two of the staff decide at once, one does,
 *    and the other gets VERIFICATION_DECIDED
 * 2. none of its documents has run out since it came (DOCUMENT_EXPIRED)
 * 3. one transaction: it is Verified until its first document runs out; the one before it ends; the craftsman has its
 *    skills and is shown as verified; their ID number is fixed; log and event
 */
export const approveVerification = (verificationId: VerificationId, staff: UserId) =>
  inTransaction(async (tx) => {
    const at = clock()
    const { craftsman, skills, verificationDocs } = await readPending(tx, verificationId)
    const ends = verificationDocs.flatMap(({ status, expiresAt }) =>
      status === 'Stored' && expiresAt ? [expiresAt.getTime()] : [],
    )
    const expiresAt = ends.length > 0 ? new Date(Math.min(...ends)) : null
    if (expiresAt && expiresAt <= at) throw fail('DOCUMENT_EXPIRED')
    await Verification.updateOne(
      { craftsman, status: 'Verified' },
      { $set: { status: 'Expired', updatedAt: at }, $unset: { dueAt: 1 } },
      { session: tx },
    )
    await decide(tx, verificationId, {
      status: 'Verified',
      ...(expiresAt && { expiresAt, dueAt: nextDueAt(expiresAt, at) }),
      decidedBy: staff,
      decidedAt: at,
    })
    const craftsmanId = idOf<'User'>(craftsman)
    await User.updateOne(
      { _id: craftsman },
      { $addToSet: { 'craftsmanInfo.skills': { $each: skills } } },
      { session: tx },
    )
    await fixNationalId(tx, craftsmanId, at)
    await updateProfileStatus(tx, craftsmanId)
    await recordEvent(tx, 'verification.approved', { verificationId, craftsmanId })
    await logActivity(tx, {
      actor: staff,
      action: 'verification.approve',
      target: { kind: 'Verification', id: verificationId },
      details: { documents: verificationDocs.length, expiresAt },
    })
    return toVerificationView(await readVerification(verificationId, tx))
  })

/**
 * Reject a verification, with a reason that the craftsman reads (VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED as
 * above). They may submit again. Who was Verified before stays so. A number that was never verified may be claimed by
 * another account from now on, so that nobody can keep a number from its owner by claiming it first.
 */
export const rejectVerification = (verificationId: VerificationId, reason: string, staff: UserId) =>
  inTransaction(async (tx) => {
    const at = clock()
    const { craftsman } = await readPending(tx, verificationId)
    const craftsmanId = idOf<'User'>(craftsman)
    await decide(tx, verificationId, { status: 'Rejected', reason, decidedBy: staff, decidedAt: at })
    await releaseNationalId(tx, craftsmanId, at)
    await updateProfileStatus(tx, craftsmanId)
    await recordEvent(tx, 'verification.rejected', { verificationId, craftsmanId })
    await logActivity(tx, {
      actor: staff,
      action: 'verification.reject',
      target: { kind: 'Verification', id: verificationId },
    })
    return toVerificationView(await readVerification(verificationId, tx))
  })

async function readPending(tx: ClientSession, id: VerificationId): Promise<VerificationRecord> {
  const record = await Verification.findById(id).session(tx).lean()
  if (!record) throw fail('VERIFICATION_NOT_FOUND')
  if (record.status !== 'Pending') throw fail('VERIFICATION_DECIDED')
  return record
}

/** The status is a condition of the write: what was decided meanwhile stays. */
async function decide(tx: ClientSession, id: VerificationId, decision: UpdateQuery<VerificationRecord>) {
  const { matchedCount } = await Verification.updateOne(
    { _id: id, status: 'Pending' },
    { $set: { ...decision, updatedAt: clock() } },
    { session: tx },
  )
  if (matchedCount === 0) throw fail('VERIFICATION_DECIDED')
}
