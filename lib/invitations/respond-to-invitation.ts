import { fail } from '#lib/errors/app-error.ts'
import { answerInvitation } from '#lib/invitations/answer-invitation.ts'
import { toInvitationView } from '#lib/invitations/invitation.view.ts'
import { readInvitation } from '#lib/invitations/read-invitations.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Respond to an invitation, once.
 * 1. the craftsman was invited (INVITATION_NOT_FOUND) and has not answered (INVITATION_ANSWERED)
 * 2. the job is still open (JOB_NOT_OPEN after a hire or a cancellation)
 * 3. one transaction: the answer, the activity log, the event
 * A craftsman who rejects may still quote.
 */
export async function respondToInvitation(
  jobId: JobId,
  response: 'Accepted' | 'Rejected',
  craftsman: Principal,
) {
  const ownInvitation = { job: jobId, craftsman: craftsman.id }
  if (!(await Invitation.exists(ownInvitation))) throw fail('INVITATION_NOT_FOUND')
  const invitation = await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const pending = await Invitation.exists({ ...ownInvitation, status: 'Pending' }).session(tx)
    if (!pending) throw fail('INVITATION_ANSWERED')
    if (!isOpen(jobWithContract.job.status)) throw fail('JOB_NOT_OPEN')
    const answered = await answerInvitation(tx, jobWithContract, craftsman.id, response)
    if (!answered) throw fail('INVITATION_ANSWERED')
    return answered
  })
  return toInvitationView(await readInvitation(idOf(invitation._id)))
}
