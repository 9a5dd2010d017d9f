import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { mayBeRefunded } from '#lib/model/payment-status.ts'
import { closeChargeback } from '#lib/payments/chargeback.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** No card scheme lets a bank decide about a chargeback for longer. Should it return the money later, that is booked too. */
const BANK_DECIDES_WITHIN_MS = 180 * DAY

/**
 * Whether refunds of a payment may leave now, in the caller's transaction: through the gateway or by a payout. While a
 * bank decides about a chargeback they wait, if they could pay somebody twice. A bank that has said nothing for half a
 * year has decided for its customer. The payment is written, so that this conflicts with a chargeback at the same time,
 * and with another refund of the payment.
 */
export async function mayRefund(tx: ClientSession, _id: PaymentRecord['_id']): Promise<boolean> {
  const now = clock()
  const written = { $set: { updatedAt: now } }
  const payment = await Payment.findByIdAndUpdate(_id, written, { session: tx, returnDocument: 'after' })
    .lean()
    .orFail()
  const isSilent = (since: Date) => addMs(since, BANK_DECIDES_WITHIN_MS) <= now
  for (const { id: chargebackId, amount, at, isFinal = false } of payment.chargebacks ?? []) {
    if (!isFinal && isSilent(at))
      await closeChargeback(tx, payment, { chargebackId, amount: asPiastres(amount) })
  }
  return mayBeRefunded(await Payment.findById(_id).session(tx).lean().orFail())
}
