import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { confirmRefund, refuseRefund } from '#lib/payments/confirm-refund.ts'
import { mayRefund } from '#lib/payments/may-refund.ts'
import type { refundOutcome } from '#lib/payments/refund.schemas.ts'
import { readStaffRefund } from '#lib/payments/staff-refund.view.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf, type RefundId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

type Outcome = z.output<typeof refundOutcome>

/** While a call to the gateway may still be on its way, nobody decides what became of the refund. */
const AWAITING_GATEWAY = 5 * MINUTE

/**
 * Staff record what became of a refund that does not end by itself: one that its gateway left Unknown, that is not
 * confirmed after it was tried, or that waits for an account (REFUND_NOT_FOUND), once:
 * 1. its gateway was tried, minutes ago or longer; it is not Confirmed, and no bank has still to decide whether its payer
 *    has the money already; a refund that is in a payout is settled with the payout (REFUND_NOT_STUCK)
 * 2. `paid`: it is Confirmed. The money left through the gateway; if the gateway had refused, by way of the bank
 * 3. `failed` needs a reason (REASON_REQUIRED): it is Refused, and its payer is asked for an account, to which it is
 *    paid like a payout. One that is Refused already stays as it is (REFUND_NOT_STUCK)
 * 4. the log and the event that tells the payer
 * If two come at once, or the gateway's own word comes at the same time, one wins and the other finds it settled.
 */
export async function settleRefund(
  refundId: RefundId,
  settled: Outcome,
  admin: UserId,
  /** What has to be stored with it, first of all. */
  before?: (tx: ClientSession) => Promise<void>,
) {
  const { outcome, reference, reason } = settled
  if (outcome === 'failed' && !reason) throw fail('REASON_REQUIRED')
  const known = await Refund.findById(refundId).lean()
  // what follows from a bank's silence is stored whether or not this succeeds
  if (known) await inTransaction((tx) => mayRefund(tx, known))
  return inTransaction(async (tx) => {
    await before?.(tx)
    const refund = await Refund.findById(refundId).session(tx).lean()
    if (!refund) throw fail('REFUND_NOT_FOUND')
    if (!(await isStuck(tx, refund, outcome))) throw fail('REFUND_NOT_STUCK')
    await (outcome === 'paid' ? confirmByHand : refuseRefund)(tx, refund)
    const recorded = { ...(reference && { reference }), ...(reason && { failure: reason }) }
    await Refund.updateOne({ _id: refund._id }, { $set: recorded }, { session: tx })
    const target = { kind: 'Refund', id: refundId }
    await logActivity(tx, { actor: admin, action: 'refund.settle', target, details: { outcome } })
    const answer = await readStaffRefund(tx, refundId)
    await saveResponse(tx, answer)
    return answer
  })
}

async function isStuck(
  tx: ClientSession,
  refund: RefundRecord,
  outcome: Outcome['outcome'],
): Promise<boolean> {
  const { _id, status, tries, triedAt } = refund
  if (status === 'Confirmed' || (status === 'Requested' && tries === 0)) return false
  if (status === 'Refused' && outcome === 'failed') return false
  if (triedAt && triedAt.getTime() > realTime().getTime() - AWAITING_GATEWAY) return false
  if (!(await mayRefund(tx, refund))) return false
  const inPayout = { refund: _id, status: trusted({ $in: [...OPEN_PAYOUTS] }) }
  return !(await Payout.exists(inPayout).session(tx))
}

/** A gateway that had refused did not pay: then the bank did, or staff in another way. */
async function confirmByHand(tx: ClientSession, refund: RefundRecord): Promise<void> {
  const isRefused = refund.status === 'Refused' || refund.status === 'ByHand'
  const key = `refund-settled:${idOf<'Refund'>(refund._id)}`
  await (isRefused ? confirmRefund(tx, refund, { through: 'Bank', key }) : confirmRefund(tx, refund))
}
