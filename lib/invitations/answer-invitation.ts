import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Invitation, type InvitationRecord } from '#lib/model/invitation.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'

/**
 * Answers a craftsman's Pending invitation to a job, in the caller's transaction. Returns null if there is none.
 * It is one conditional write: if two answers come at once, one counts.
 */
export async function answerInvitation(
  tx: ClientSession,
  { job }: JobWithContract,
  craftsmanId: UserId,
  response: 'Accepted' | 'Rejected',
): Promise<InvitationRecord | null> {
  const answered = await Invitation.findOneAndUpdate(
    { job: job._id, craftsman: craftsmanId, status: 'Pending' },
    { $set: { status: response, respondedAt: clock() } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!answered) return null
  const invitationId = idOf<'Invitation'>(answered._id)
  const target = { kind: 'Invitation', id: invitationId }
  await logActivity(tx, {
    actor: craftsmanId,
    action: 'invitation.answer',
    target,
    details: { response },
  })
  const ids = { jobId: idOf<'Job'>(job._id), clientId: idOf<'User'>(job.client), invitationId, craftsmanId }
  await recordEvent(tx, 'invitation.answered', { ...ids, response })
  return answered
}
