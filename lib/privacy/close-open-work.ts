import { closeInvitationForBan, invitationsToClose } from '#lib/invitations/close-for-ban.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { actorIn } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { closeQuoteForBan, quotesToClose } from '#lib/quotes/close-for-ban.ts'

/**
 * Ends what somebody has offered or posted, each in a transaction of its own, as their ban would: open quotes are
 * withdrawn, invitations answered, postings cancelled. A quote that is accepted at this moment is a contract, which
 * blocks the erasure.
 */
export async function closeOpenWork(userId: UserId): Promise<void> {
  for (const quote of await quotesToClose(userId)) await closeQuoteForBan(quote)
  for (const invitation of await invitationsToClose(userId)) await closeInvitationForBan(invitation)
  const posted = { client: objectId(userId), status: trusted({ $in: [...OPEN_STATUSES] }) }
  for (const { _id } of await Job.find(posted, { _id: 1 }).lean()) {
    await cancelFor(userId, idOf<'Job'>(_id), 'cancelPosting')
  }
}

/**
 * Cancels hires that a request made while the account was being closed: before the visit, with a full refund. There
 * are none a minute later.
 */
export async function cancelLateHires(userId: UserId): Promise<void> {
  const person = objectId(userId)
  for (const side of ['client', 'craftsman'] as const) {
    const live = await Contract.find({ [side]: person, status: 'Active' }, { job: 1 }).lean()
    for (const { job } of live) await cancelFor(userId, idOf<'Job'>(job), 'cancelHire')
  }
}

const cancelFor = (userId: UserId, jobId: JobId, name: 'cancelPosting' | 'cancelHire'): Promise<void> =>
  withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const transition = transitionNamed(name)
    const { job } = jobWithContract
    const isTheirs = actorIn(job, { id: userId, role: 'Client' }) !== null
    if (!isTheirs || !transition.from.includes(job.status)) return
    await applyTransition(tx, transition, jobWithContract, { by: userId, at: clock() })
  })
