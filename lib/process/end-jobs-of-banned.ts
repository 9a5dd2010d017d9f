import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { failedGuard } from '#lib/process/guards.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'
import { type TransitionName, transitionNamed } from '#lib/process/transitions.ts'

/** What the parties read. The reason of a ban is nobody's business but its owner's. */
const REASON = {
  client: 'The account of the client is blocked',
  craftsman: 'The account of the craftsman is blocked',
} as const

/** The transitions that staff can make when somebody may no longer take part, tried in this order. */
const ENDINGS: Readonly<Record<keyof typeof REASON, readonly TransitionName[]>> = {
  client: ['cancelPosting'],
  craftsman: ['cancelHire', 'halt'],
}

/** The jobs that a ban ends: those that a client posted and nobody was hired for, and those that a craftsman was hired for and that are not over. */
export async function jobsEndedByBan(userId: UserId): Promise<readonly JobId[]> {
  const user = objectId(userId)
  const posted = await Job.find(
    { client: user, status: trusted({ $in: [...OPEN_STATUSES] }) },
    { _id: 1 },
  ).lean()
  const hired = await Contract.find({ craftsman: user, status: 'Active' }, { job: 1 }).lean()
  return [...posted.map(({ _id }) => idOf<'Job'>(_id)), ...hired.map(({ job }) => idOf<'Job'>(job))]
}

/**
 * Ends one job of a banned account, in the name of a member of staff:
 * 1. a client's job without a hire is cancelled. A client's contract runs on: the craftsman is to be paid
 * 2. a craftsman's hire is cancelled, and what was paid goes back in full; a visit, and work that the client has not
 *    confirmed, goes to Disputed
 * Returns whether it changed anything. A second call, or one that comes too late, changes nothing.
 */
export const endJobOfBanned = (jobId: JobId, banned: UserId, staff: UserId): Promise<boolean> =>
  withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const ending = endingOf(jobWithContract, banned)
    if (!ending) return false
    const { transition, reason } = ending
    await applyTransition(tx, transition, jobWithContract, { by: staff, at: clock(), reason })
    return true
  })

function endingOf(
  jobWithContract: JobWithContract,
  banned: UserId,
): { transition: Transition; reason: string } | null {
  const { job, contract } = jobWithContract
  const side = idOf<'User'>(job.client) === banned ? 'client' : 'craftsman'
  const isTheirs = side === 'client' || (job.craftsman && idOf<'User'>(job.craftsman) === banned)
  if (!isTheirs || (contract && contract.status !== 'Active')) return null
  const reason = REASON[side]
  const transition = ENDINGS[side]
    .map((name) => transitionNamed(name))
    .find(
      (each) =>
        each.from.includes(job.status) &&
        each.by.includes('staff') &&
        failedGuard(each, jobWithContract, { reason }, clock()) === null,
    )
  return transition ? { transition, reason } : null
}
