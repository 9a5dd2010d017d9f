import type { ClientSession } from 'mongoose'
import { Payment } from '#lib/model/payment.model.ts'
import { mayBeSent } from '#lib/model/payment-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { applySilence } from '#lib/payments/silent-chargebacks.ts'

/**
 * Whether a refund may leave now, in the caller's transaction: through the gateway or by a payout. While a bank decides
 * about a chargeback that came after it, it waits. A bank that was silent for too long has decided for its customer: that
 * may cover the refund, so the caller reads it after this. The payment is locked against a chargeback at the same time,
 * and against another refund of it.
 */
export async function mayRefund(
  tx: ClientSession,
  { _id: refundId, payment: _id }: Pick<RefundRecord, '_id' | 'payment'>,
): Promise<boolean> {
  await applySilence(tx, _id)
  const refund = await Refund.findById(refundId).session(tx).lean().orFail()
  return mayBeSent(await Payment.findById(_id).session(tx).lean().orFail(), refund)
}
