import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { withPayment } from '#lib/payments/apply-payment-update.ts'
import { endChargeback } from '#lib/payments/chargeback.ts'
import { lockPayment } from '#lib/payments/lock-payment.ts'
import { withChargebacks } from '#lib/payments/standing-chargebacks.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { pagesOf } from '#lib/work/hand-out.ts'

/** No card scheme lets a bank decide about a chargeback for longer. Should it return the money later, that is booked too. */
const BANK_DECIDES_WITHIN_MS = 180 * DAY

/** Of what was charged back since then, its bank may still say something. */
const stillOpenSince = (): Date => addMs(clock(), -BANK_DECIDES_WITHIN_MS)

/** The payments with a chargeback about which a bank was silent for too long, in pages, for a schedule. */
export function silentChargebacks(): AsyncIterable<readonly string[]> {
  const silent = { isFinal: null, at: trusted({ $lte: stillOpenSince() }) }
  const chargebacks = trusted({ $elemMatch: silent })
  return pagesOf(Payment.find({ status: 'ChargedBack', chargebacks }, { _id: 1 }).lean())
}

/** A bank that has said nothing for half a year has decided for its customer: so nothing waits for it for ever. */
export async function endSilentChargeback(paymentId: PaymentId): Promise<boolean> {
  const payment = await Payment.findById(paymentId).lean()
  if (!payment) return false
  await withPayment(payment, async (tx, { _id }) => void (await applySilence(tx, _id)))
  return true
}

/**
 * Takes the chargebacks of a payment for lost about which their bank was silent for too long, in the caller's
 * transaction. The payment is locked against a chargeback at the same time.
 */
export async function applySilence(tx: ClientSession, _id: PaymentRecord['_id']): Promise<void> {
  const payment = await withChargebacks(tx, await lockPayment(tx, _id))
  for (const chargeback of payment.chargebacks ?? []) {
    const { at, isFinal = false } = chargeback
    if (!isFinal && at <= stillOpenSince()) await endChargeback(tx, payment, chargeback)
  }
}
