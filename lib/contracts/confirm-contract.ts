import { logActivity } from '#lib/activity/activity-log.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { showContract } from '#lib/contracts/contract.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import { keepAnswer } from '#lib/http/keep-answer.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import type { Move } from '#lib/jobs/process.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ContractId, type JobId } from '#lib/platform/ids.ts'

interface Confirmation {
  readonly jobId: JobId
  readonly client: Asker
  /** What the client paid by hand (CashProtected), in piastres; left out: the price less the deposit. */
  readonly cashPaid?: number | undefined
  readonly reason?: string | undefined
}

/**
 * Confirm that the work is done.
 * 1. the client of the contract (CONTRACT_NOT_FOUND for anyone else), while the craftsman is on the way or
 *    calls it completed (CONTRACT_NOT_AWAITING)
 * 2. CashProtected: both say what was paid by hand; figures that differ open a dispute instead
 * 3. one transaction: the job Completed, the contract confirmed, what is held released (Cash: the fee
 *    booked), the event; the answer is kept under the request's Idempotency-Key. Of a confirmation and a dispute
 *    at once one wins.
 */
export async function confirmContract({ jobId, client, cashPaid, reason }: Confirmation) {
  return inSettledCase(jobId, async (session, jobCase) => {
    const { contract } = jobCase
    if (actorIn(jobCase.job, client) !== 'client' || !contract) throw fail('CONTRACT_NOT_FOUND')
    if (cashPaid !== undefined && contract.paymentType !== 'CashProtected') throw fail('CASH_PAID_NOT_ASKED')
    const move = confirmationOf(jobCase, cashPaid)
    const figure =
      contract.paymentType === 'CashProtected' ? (cashPaid ?? contract.price - contract.deposit) : null
    const ours = move.name === 'dispute' ? 'The sums paid in cash differ' : undefined
    await makeMove(session, move, jobCase, {
      by: client.id,
      at: clock(),
      reason: reason ?? ours,
      ...(figure !== null && { cashPaid: { client: asPiastres(figure) } }),
    })
    const target = { kind: 'Contract', id: idOf<'Contract'>(contract._id) }
    await logActivity(session, {
      actor: client.id,
      action: 'contract.confirm',
      target,
      details: { move: move.name },
    })
    const answer = showContract(await readContract(target.id, session))
    await keepAnswer(session, answer)
    return answer
  })
}

/** The same by the contract's id (`POST /api/contracts/:contractId/confirm`). */
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

function confirmationOf({ job, contract }: JobCase, cashPaid: number | undefined): Move {
  if (contract?.status !== 'Active') throw fail('CONTRACT_NOT_AWAITING')
  if (job.status === 'On The Way') return moveNamed('finishAndConfirm')
  if (job.status !== 'Completed') throw fail('CONTRACT_NOT_AWAITING')
  const said = contract.cashPaid?.craftsman
  const differs = said != null && said !== (cashPaid ?? contract.price - contract.deposit)
  return moveNamed(differs ? 'dispute' : 'confirm')
}
