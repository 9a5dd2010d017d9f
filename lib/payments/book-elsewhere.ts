import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord, type RefundElsewhere } from '#lib/model/payment.model.ts'
import { receivedFor } from '#lib/model/payment-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { coverRefunds } from '#lib/payments/cover-refunds.ts'
import { keyOf, type Named } from '#lib/payments/elsewhere-entries.ts'
import { recordRefundElsewhere } from '#lib/payments/record-refund-event.ts'
import { refundedAtGateway } from '#lib/payments/refunded-at-gateway.ts'
import { isLoss, takeBackPayment } from '#lib/payments/take-back-payment.ts'
import { REFUNDED_ELSEWHERE } from '#lib/payments/unknown-part.ts'
import { updatePaymentStatus } from '#lib/payments/update-payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { asPiastres, max, min, type Piastres, subtract, sum, ZERO } from '#lib/platform/piastres.ts'
import { disputeWhileHeld } from '#lib/process/dispute-while-held.ts'

/**
 * Records a refund that was made elsewhere, once for its id:
 * 1. its money has left the gateway: the platform bears it at first; a top-up is taken back from its payer
 * 2. refunds to the same payer that were not sent yet are covered by it: they have that money already
 * 3. while the payment is held, a dispute opens, which freezes the rest; the log, and the event that staff hear of
 * Of more than is left at the gateway, as far as we know, the rest is noted: a refund that we take for paid may have failed.
 */
export async function bookElsewhere(
  tx: ClientSession,
  payment: PaymentRecord,
  { id, claimed, named }: { readonly id: string; readonly claimed: Piastres; readonly named: Named },
): Promise<void> {
  const amount = min(claimed, await leftAtGateway(tx, payment))
  const rest = subtract(claimed, amount)
  const lost = sum([named.lost, await lossOf(tx, payment, amount)])
  const entry: RefundElsewhere = {
    id,
    amount: named.amount + amount,
    ...(rest > 0 && { rest }),
    ...(payment.purpose === 'TopUp' && { lost }),
  }
  const update = { $push: { refundsElsewhere: entry }, $inc: { takenBack: amount } }
  await Payment.updateOne({ _id: payment._id }, { ...update, $set: { updatedAt: clock() } }, { session: tx })
  await take(tx, payment, { key: keyOf(payment, id), amount })
}

/**
 * Books what was more than was left, of refunds made elsewhere, as far as there is more left by now, in the caller's
 * transaction.
 */
export async function bookRestElsewhere(tx: ClientSession, paymentId: PaymentRecord['_id']): Promise<void> {
  const read = () => Payment.findById(paymentId).session(tx).lean().orFail()
  for (const { id, rest = 0 } of (await read()).refundsElsewhere ?? []) {
    if (rest === 0) continue
    const payment = await read()
    const amount = min(asPiastres(rest), await leftAtGateway(tx, payment))
    if (amount === 0) continue
    const lost = await lossOf(tx, payment, amount)
    const entries = (payment.refundsElsewhere ?? []).map((entry) =>
      entry.id === id ? withMore(entry, amount, lost) : entry,
    )
    await Payment.updateOne(
      { _id: paymentId },
      { $set: { refundsElsewhere: entries, updatedAt: clock() }, $inc: { takenBack: amount } },
      { session: tx },
    )
    await take(tx, payment, { key: `${keyOf(payment, id)}:${rest}`, amount })
  }
}

const withMore = (
  { rest = 0, lost, ...entry }: RefundElsewhere,
  amount: Piastres,
  lostOfIt: Piastres,
): RefundElsewhere => ({
  ...entry,
  amount: entry.amount + amount,
  ...(rest > amount && { rest: rest - amount }),
  ...(lost !== undefined && { lost: lost + lostOfIt }),
})

const lossOf = async (tx: ClientSession, payment: PaymentRecord, amount: Piastres): Promise<Piastres> =>
  (await isLoss(tx, payment)) ? amount : ZERO

/** What is left of a payment at its gateway, as far as we know. */
async function leftAtGateway(tx: ClientSession, payment: PaymentRecord): Promise<Piastres> {
  const refunds = await Refund.find({ payment: payment._id }).session(tx).lean()
  return max(ZERO, subtract(asPiastres(receivedFor(payment)), refundedAtGateway(payment, refunds)))
}

async function take(
  tx: ClientSession,
  payment: PaymentRecord,
  { key, amount }: { readonly key: string; readonly amount: Piastres },
): Promise<void> {
  if (amount === 0) return
  const at = clock()
  await takeBackPayment(tx, payment, { key, kind: 'refundElsewhere', amount, at })
  await coverRefunds(tx, payment._id, at)
  await updatePaymentStatus(tx, payment._id)
  await disputeWhileHeld(tx, payment, REFUNDED_ELSEWHERE)
  await recordRefundElsewhere(tx, payment, amount)
}
