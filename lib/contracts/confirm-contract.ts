import { logActivity } from '#lib/activity/log-activity.ts'
import { toContractView } from '#lib/contracts/contract.view.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type ContractId, idOf, type JobId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'
import { transitionNamed } from '#lib/process/transitions.ts'

interface Confirmation {
  readonly jobId: JobId
  readonly client: Principal
  /** What the client paid in cash (CashProtected), in piastres; if left out, the price less the deposit. */
  readonly cashPaid?: number | undefined
  readonly reason?: string | undefined
}

/**
 * Confirm that the work is done.
 * 1. by the client of the contract (CONTRACT_NOT_FOUND for anyone else), while the job is On The Way or the
 *    craftsman has called it completed (CONTRACT_NOT_AWAITING)
 * 2. CashProtected: both parties name the sum that was paid in cash (CASH_PAID_NOT_ASKED for other jobs,
 *    CASH_PAID_ABOVE_PRICE). If the sums differ, a dispute opens instead
 * 3. one transaction: the job is Completed, the contract confirmed, what is held released (Cash: the fee posted),
 *    the event recorded, and the response saved under the request's Idempotency-Key
 * If a confirmation and a dispute come at once, one wins.
 */
export async function confirmContract({ jobId, client, cashPaid, reason }: Confirmation) {
  return withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const { contract } = jobWithContract
    if (actorIn(jobWithContract.job, client) !== 'client' || !contract) throw fail('CONTRACT_NOT_FOUND')
    if (cashPaid !== undefined && contract.paymentType !== 'CashProtected') throw fail('CASH_PAID_NOT_ASKED')
    if (cashPaid !== undefined && cashPaid > contract.price) throw fail('CASH_PAID_ABOVE_PRICE')
    const transition = confirmingTransition(jobWithContract, cashPaid)
    const clientFigure =
      contract.paymentType === 'CashProtected' ? (cashPaid ?? contract.price - contract.deposit) : null
    const automaticReason = transition.name === 'dispute' ? 'The sums paid in cash differ' : undefined
    await applyTransition(tx, transition, jobWithContract, {
      by: client.id,
      at: clock(),
      reason: reason ?? automaticReason,
      ...(clientFigure !== null && { cashPaid: { client: asPiastres(clientFigure) } }),
    })
    const target = { kind: 'Contract', id: idOf<'Contract'>(contract._id) }
    await logActivity(tx, {
      actor: client.id,
      action: 'contract.confirm',
      target,
      details: { move: transition.name },
    })
    const view = toContractView(await readContract(target.id, tx))
    await saveResponse(tx, view)
    return view
  })
}

/** Confirms a contract by its own id (`POST /api/contracts/:contractId/confirm`). */
export async function confirmContractById(
  contractId: ContractId,
  { client, cashPaid }: Pick<Confirmation, 'client' | 'cashPaid'>,
) {
  const contract = await Contract.findOne(
    { _id: contractId, client: client.id },
    { job: 1, status: 1 },
  ).lean()
  if (!contract) throw fail('CONTRACT_NOT_FOUND')
  if (contract.status === 'Void') throw fail('CONTRACT_NOT_AWAITING')
  return confirmContract({ jobId: idOf(contract.job), client, cashPaid })
}

function confirmingTransition({ job, contract }: JobWithContract, cashPaid: number | undefined): Transition {
  if (contract?.status !== 'Active') throw fail('CONTRACT_NOT_AWAITING')
  if (job.status === 'On The Way') return transitionNamed('finishAndConfirm')
  if (job.status !== 'Completed') throw fail('CONTRACT_NOT_AWAITING')
  const craftsmanFigure = contract.cashPaid?.craftsman
  const differs =
    craftsmanFigure != null && craftsmanFigure !== (cashPaid ?? contract.price - contract.deposit)
  return transitionNamed(differs ? 'dispute' : 'confirm')
}
