import type * as z from 'zod'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { statusChange } from '#lib/jobs/job.schemas.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginal } from '#lib/jobs/originals-of-jobs.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition, type TransitionContext } from '#lib/process/apply-transition.ts'
import { failedGuard } from '#lib/process/guards.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import type { Actor, Transition } from '#lib/process/process.ts'
import { transitionsBetween } from '#lib/process/transitions.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'

type Change = z.output<typeof statusChange>

/**
 * Update the status of a job, as the process table allows.
 * 1. a deadline that has passed is applied first
 * 2. the principal has a role in the job (JOB_NOT_FOUND, JOB_NOT_YOURS); the table has a transition between the two
 *    statuses (MOVE_NOT_ALLOWED) that this role may make (MOVE_NOT_YOURS)
 * 3. the guards of the transition hold (NOT_PAID, REASON_REQUIRED, DISPUTE_WINDOW_OVER ...); `cashPaid` fits the
 *    job and the status (CASH_PAID_NOT_ASKED, CASH_PAID_ABOVE_PRICE)
 * 4. a hire accepts the named quote, and a confirmation confirms the contract, by those use cases; any other
 *    transition is applied here
 * If two changes come at once, one is applied first, and the other is checked against the new state.
 */
export async function updateJobStatus(jobId: JobId, change: Change, principal: Principal) {
  const next = await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const transition = await chooseTransition(jobWithContract, change, principal)
    if (transition.name === 'hire' || transition.money === 'release') return transition
    await applyTransition(
      tx,
      transition,
      jobWithContract,
      contextOf(transition, jobWithContract, change, principal),
    )
    return null
  })
  if (next?.name === 'hire' && change.quoteId)
    await acceptQuote({ jobId, quoteId: change.quoteId, client: principal })
  else if (next)
    await confirmContract({ jobId, client: principal, cashPaid: change.cashPaid, reason: change.reason })
  return toJobView(await withOriginal(await readJob(jobId), principal), principal)
}

/** The transition that a change of status asks for. */
async function chooseTransition(
  jobWithContract: JobWithContract,
  change: Change,
  principal: Principal,
): Promise<Transition> {
  const { job, contract } = jobWithContract
  const actor = actorIn(job, principal)
  if (!actor) throw fail((await canSeeJob(job, principal)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  const possible = transitionsBetween(job.status, change.status).filter(({ by }) => by.some(isHuman))
  if (possible.length === 0) throw fail('MOVE_NOT_ALLOWED')
  const permitted = possible.filter(({ by }) => by.includes(actor))
  if (permitted.length === 0) throw fail('MOVE_NOT_YOURS')
  const checked = permitted.map((transition) => ({
    transition,
    failed: failedGuard(transition, jobWithContract, change, clock()),
  }))
  const allowed = checked.find(({ failed }) => failed === null)
  if (!allowed) throw fail(checked.at(-1)?.failed ?? 'MOVE_NOT_ALLOWED')
  const namesCash = change.cashPaid !== undefined
  if (namesCash && (contract?.paymentType !== 'CashProtected' || change.status !== 'Completed')) {
    throw fail('CASH_PAID_NOT_ASKED')
  }
  if (contract && (change.cashPaid ?? 0) > contract.price) throw fail('CASH_PAID_ABOVE_PRICE')
  return allowed.transition
}

const isHuman = (actor: Actor): boolean => actor === 'client' || actor === 'craftsman' || actor === 'staff'

function contextOf(
  transition: Transition,
  { contract }: JobWithContract,
  { reason, cashPaid }: Change,
  principal: Principal,
): TransitionContext {
  const finishes = transition.name === 'finish' && contract?.paymentType === 'CashProtected'
  // without a sum, the price less the deposit was paid in cash
  const craftsmanFigure = finishes ? (cashPaid ?? contract.price - contract.deposit) : undefined
  return {
    by: principal.id,
    at: clock(),
    reason,
    ...(craftsmanFigure !== undefined && { cashPaid: { craftsman: asPiastres(craftsmanFigure) } }),
  }
}
