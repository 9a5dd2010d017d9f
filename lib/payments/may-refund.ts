import type { ClientSession } from 'mongoose'
import { Payment } from '#lib/model/payment.model.ts'
import { mayBeSent } from '#lib/model/payment-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { closeChargeback } from '#lib/payments/chargeback.ts'
import { lockPayment } from '#lib/payments/lock-payment.ts'
import { withChargebacks } from '#lib/payments/standing-chargebacks.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** No card scheme lets a bank decide about a chargeback for longer. Should it return the money later, that is booked too. */
const BANK_DECIDES_WITHIN_MS = 180 * DAY

/**
 * Whether a refund may leave now, in the caller's transaction: through the gateway or by a payout. While a bank decides
 * about a chargeback that came after it, it waits. A bank that has said nothing for half a year has decided for its
 * customer: that may cover the refund, so the caller reads it after this. The payment is locked against a chargeback at
 * the same time, and against another refund of it.
 */
export async function mayRefund(
  tx: ClientSession,
  { _id: refundId, payment: _id }: Pick<RefundRecord, '_id' | 'payment'>,
): Promise<boolean> {
  const payment = await withChargebacks(tx, await lockPayment(tx, _id))
  const isSilent = (since: Date) => addMs(since, BANK_DECIDES_WITHIN_MS) <= clock()
  for (const { id: chargebackId, amount, at, isFinal = false } of payment.chargebacks ?? []) {
    if (!isFinal && isSilent(at))
      await closeChargeback(tx, payment, { chargebackId, amount: asPiastres(amount) })
  }
  const refund = await Refund.findById(refundId).session(tx).lean().orFail()
  return mayBeSent(await Payment.findById(_id).session(tx).lean().orFail(), refund)
}
