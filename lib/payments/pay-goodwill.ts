import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import type { ContractPayment, ContractStatus } from '#lib/model/contract-status.ts'
import type { goodwill } from '#lib/payments/refund.schemas.ts'
import { readStaffRefund } from '#lib/payments/staff-refund.view.ts'
import { clock } from '#lib/platform/clock.ts'
import { type ContractId, idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { openRefund } from '#lib/process/open-refund.ts'
import { fundingPaymentOf } from '#lib/process/refund-client.ts'

/** The contract is over, and its money is where it belongs. */
const SETTLED = {
  status: ['Completed', 'Cancelled'] satisfies ContractStatus[],
  payment: ['Released', 'Split', 'Refunded', 'Cash'] satisfies ContractPayment[],
}

/**
 * Refund something to the client of a contract at the platform's cost, after its money was settled. What a craftsman
 * has is not touched (CONTRACT_NOT_FOUND):
 * 1. the deadlines of the job that have passed are applied first
 * 2. the contract is over, and nothing of it is held or in dispute: until then the process or the dispute decides
 *    (CONTRACT_NOT_SETTLED)
 * 3. a refund of the client's own payment is opened, from the platform's goodwill. All refunds of a payment together
 *    are at most what was paid; one that was charged back or paid in cash has nothing left (NOTHING_TO_REFUND)
 * 4. the refund keeps the note; the log, and the event that tells the client
 * If several come at once, each counts on what the one before left. A dispute that opens at the same time wins or loses
 * against it as a whole.
 */
export async function payGoodwill(
  contractId: ContractId,
  { clientAmount, note }: z.output<typeof goodwill>,
  admin: UserId,
  /** What has to be stored with it, first of all. */
  before?: (tx: ClientSession) => Promise<void>,
) {
  const contract = await Contract.findById(contractId, { job: 1 }).lean()
  if (!contract) throw fail('CONTRACT_NOT_FOUND')
  return withDeadlinesApplied(idOf<'Job'>(contract.job), async (tx) => {
    await before?.(tx)
    const settled = await countGoodwill(tx, contractId, clientAmount)
    const refundId = await openGoodwill(tx, settled, clientAmount, note)
    await logActivity(tx, {
      actor: admin,
      action: 'contract.goodwill',
      target: { kind: 'Contract', id: contractId },
      details: { amount: clientAmount },
    })
    const answer = await readStaffRefund(tx, refundId)
    await saveResponse(tx, answer)
    return answer
  })
}

/** A write, so that a dispute which opens at the same time conflicts with it. */
async function countGoodwill(
  tx: ClientSession,
  contractId: ContractId,
  amount: Piastres,
): Promise<ContractRecord> {
  const settled = await Contract.findOneAndUpdate(
    {
      _id: contractId,
      status: trusted({ $in: SETTLED.status }),
      payment: trusted({ $in: SETTLED.payment }),
      $or: [{ decided: null }, { 'decided.until': trusted({ $lte: clock() }) }], // nobody can appeal any more
    },
    { $inc: { goodwill: amount }, $set: { updatedAt: clock() } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!settled) throw fail('CONTRACT_NOT_SETTLED')
  return settled
}

async function openGoodwill(tx: ClientSession, contract: ContractRecord, amount: Piastres, reason: string) {
  const payment = await fundingPaymentOf(tx, contract)
  const refundId = await openRefund(tx, {
    payment,
    amount,
    from: 'platform:goodwill',
    kind: 'goodwill',
    reason,
    at: clock(),
  })
  if (!refundId) throw fail('NOTHING_TO_REFUND')
  return refundId
}
