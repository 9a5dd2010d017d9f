import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { disputeDeadline, failedGuard } from '#lib/process/guards.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import { type Actor, TIMERS, type Transition } from '#lib/process/process.ts'
import { type Split, splitOf } from '#lib/process/settlement.ts'
import { transitionNamed, TRANSITIONS } from '#lib/process/transitions.ts'
import { findUnresolvedDispute, resumingTransition } from '#lib/process/unresolved-dispute.ts'

/** The input that comes with a transition only later. Guards that check only for this input do not forbid an action. */
const ASSUMED_INPUT = { reason: 'given with the transition', quoteId: 'named with the transition' }

/**
 * List what the principal can do with a job now.
 * 1. each transition from the present status that their role may make: whether it is allowed, else the error code;
 *    until when; and how it would split what is held
 * 2. what happens if nobody acts; once there is a contract, that is told its parties and staff alone
 * The split comes from the function that also posts it. Throws JOB_NOT_FOUND.
 */
export const jobActions = (jobId: JobId, principal: Principal) =>
  withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const actor = actorIn(jobWithContract.job, principal)
    if (!actor && !(await canSeeJob(jobWithContract.job, principal))) throw fail('JOB_NOT_FOUND')
    const resumption = await resumptionFor(tx, jobWithContract, principal)
    const available = TRANSITIONS.filter(
      (transition: Transition) =>
        transition === resumption ||
        (transition.name === 'appeal' && canAppeal(jobWithContract, actor)) ||
        (actor && transition.from.includes(jobWithContract.job.status) && transition.by.includes(actor)),
    )
    return {
      status: jobWithContract.job.status,
      actions: offeredOf(available, jobWithContract).map((transition) =>
        toActionView(transition, jobWithContract),
      ),
      ifNobodyActs: actor || isOpen(jobWithContract.job.status) ? forecastInaction(jobWithContract) : null,
    }
  })

/** The transition that withdraws the job's dispute, for the person who opened it; else null. */
async function resumptionFor(
  tx: ClientSession,
  { job }: JobWithContract,
  principal: Principal,
): Promise<Transition | null> {
  if (job.status !== 'Disputed') return null
  const dispute = await findUnresolvedDispute(idOf(job._id), tx)
  if (dispute.status === 'Appealed') return null
  return dispute.openedBy && idOf<'User'>(dispute.openedBy) === principal.id
    ? resumingTransition(dispute)
    : null
}

/** Either party can appeal against a decision while its time runs. */
const canAppeal = (jobWithContract: JobWithContract, actor: Actor | null): boolean =>
  (actor === 'client' || actor === 'craftsman') &&
  failedGuard(transitionNamed('appeal'), jobWithContract, ASSUMED_INPUT, clock()) === null

/** Leaves out the cancellation with a visit fee while the client may cancel without one. */
function offeredOf(
  transitions: readonly Transition[],
  jobWithContract: JobWithContract,
): readonly Transition[] {
  const free = transitions.find(({ name }) => name === 'cancelNoShow')
  if (!free || failedGuard(free, jobWithContract, ASSUMED_INPUT, clock()) !== null) return transitions
  return transitions.filter(({ name }) => name !== 'cancelVisit')
}

function toActionView(transition: Transition, jobWithContract: JobWithContract) {
  const failed = failedGuard(transition, jobWithContract, ASSUMED_INPUT, clock())
  return {
    action: transition.action,
    to: transition.to,
    until: untilWhen(transition, jobWithContract)?.toISOString() ?? null,
    allowed: failed === null,
    because: failed,
    money: splitOf(transition, jobWithContract.contract),
  }
}

function untilWhen(transition: Transition, jobWithContract: JobWithContract): Date | null {
  if (transition.name === 'dispute') return disputeDeadline(jobWithContract)
  if (transition.name === 'appeal') return jobWithContract.contract?.decided?.until ?? null
  if (transition.name === 'confirm') return jobWithContract.contract?.confirmBy ?? null
  return null
}

function forecastInaction({
  job,
  contract,
}: JobWithContract): { at: string; to: Transition['to']; money: Split | null } | null {
  const rule = TIMERS.find(({ name }) => name === job.timer?.name)
  if (!job.timer || !rule) return null
  const transition = transitionNamed(rule.makes)
  return { at: job.timer.at.toISOString(), to: transition.to, money: splitOf(transition, contract) }
}
