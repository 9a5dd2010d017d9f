import { fail } from '#lib/errors/app-error.ts'
import { answerInvitation } from '#lib/invitations/answer-invitation.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { showInvitation } from '#lib/invitations/invitation.view.ts'
import { readInvitation } from '#lib/invitations/read-invitations.ts'
import { isOpen } from '#lib/jobs/who-may-see.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'

/**
 * Respond to an invitation, once.
 * 1. the craftsman was invited (INVITATION_NOT_FOUND) and has not answered (INVITATION_ANSWERED)
 * 2. the job is still open (JOB_NOT_OPEN after a hire or a cancellation)
 * 3. one transaction: the answer, the activity log, the event. Rejecting does not keep him from quoting.
 */
export async function respondToInvitation(jobId: JobId, response: 'Accepted' | 'Rejected', craftsman: Asker) {
  const his = { job: jobId, craftsman: craftsman.id }
  if (!(await Invitation.exists(his))) throw fail('INVITATION_NOT_FOUND')
  const invitation = await inSettledCase(jobId, async (session, jobCase) => {
    const answered = await Invitation.exists({ ...his, status: 'Pending' }).session(session)
    if (!answered) throw fail('INVITATION_ANSWERED')
    if (!isOpen(jobCase.job.status)) throw fail('JOB_NOT_OPEN')
    return (await answerInvitation(session, jobCase, craftsman.id, response)) ?? refuse()
  })
  return showInvitation(await readInvitation(idOf(invitation._id)))
}

function refuse(): never {
  throw fail('INVITATION_ANSWERED')
}
