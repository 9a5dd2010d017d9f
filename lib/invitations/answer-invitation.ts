import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { Invitation, type InvitationRecord } from '#lib/invitations/invitation.model.ts'
import type { JobCase } from '#lib/jobs/job-case.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'

/**
 * Answers a craftsman's Pending invitation to a job in the caller's transaction; null where he has none.
 * One conditional write: of two answers at once one counts.
 */
export async function answerInvitation(
  session: ClientSession,
  { job }: JobCase,
  craftsmanId: UserId,
  response: 'Accepted' | 'Rejected',
): Promise<InvitationRecord | null> {
  const answered = await Invitation.findOneAndUpdate(
    { job: job._id, craftsman: craftsmanId, status: 'Pending' },
    { $set: { status: response, respondedAt: clock() } },
    { session, returnDocument: 'after' },
  ).lean()
  if (!answered) return null
  const invitationId = idOf<'Invitation'>(answered._id)
  const target = { kind: 'Invitation', id: invitationId }
  await logActivity(session, {
    actor: craftsmanId,
    action: 'invitation.answer',
    target,
    details: { response },
  })
  const ids = { jobId: idOf<'Job'>(job._id), clientId: idOf<'User'>(job.client), invitationId, craftsmanId }
  await recordEvent(session, 'invitation.answered', { ...ids, response })
  return answered
}
