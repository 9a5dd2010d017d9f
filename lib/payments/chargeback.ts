import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Payment, type PaymentRecord, type StandingChargeback } from '#lib/model/payment.model.ts'
import { mayBeSent } from '#lib/model/payment-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { coverRefunds, unsentRefunds } from '#lib/payments/cover-refunds.ts'
import { lockPayment } from '#lib/payments/lock-payment.ts'
import { returnToCraftsman } from '#lib/payments/post-chargeback-fault.ts'
import { recordRefundEvent } from '#lib/payments/record-refund-event.ts'
import { refundWhatIsDue } from '#lib/payments/refund-what-is-due.ts'
import { withChargebacks } from '#lib/payments/standing-chargebacks.ts'
import { stopPayout } from '#lib/payments/stop-payout.ts'
import { giveBackPayment, lostBy, takeBackPayment } from '#lib/payments/take-back-payment.ts'
import { updatePaymentStatus } from '#lib/payments/update-payment-status.ts'
import { journalKeyOf, nextName, standingIn, withdrawalsOf } from '#lib/payments/withdrawals.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'
import { disputeWhileHeld } from '#lib/process/dispute-while-held.ts'

interface Chargeback {
  readonly chargebackId: string
  readonly amount: Piastres
}

/**
 * Records that the payer's bank took a payment or a part of it back, in the caller's transaction:
 * 1. a top-up is taken back from the wallet that it was credited to, whose owner is the payer. Of a job's payment the
 *    platform bears the loss: the escrow of the job does not change, so that the craftsman is not punished
 *    for a bank's decision
 * 2. if the payment is still held, a dispute opens, and staff decide it; the client already has the money from their
 *    bank, so as much of what staff grant to the client goes to the platform (lib/process/refund-client.ts)
 * 3. refunds that were opened before and are not sent wait for the bank's final decision (may-refund.ts); payouts of
 *    them that no bank was told of are stopped
 * Each chargeback is recorded once, and once more each time that the bank takes the money again after it returned it. If
 * it comes before the update that the payment was captured, the payment is captured first. If its reversal came before
 * it, nothing happens.
 */
export async function recordChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  { chargebackId, amount }: Chargeback,
): Promise<void> {
  const at = clock()
  if (standingIn(await lockedOf(tx, payment), chargebackId)) return
  const { taken, returned } = await withdrawalsOf(tx, payment, chargebackId)
  if (taken <= returned) return
  const id = await nextName(tx, chargebackId)
  await capturePayment(tx, payment, payment.gatewayPaymentId ?? null)
  await Payment.updateOne(
    { _id: payment._id },
    { $push: { chargebacks: { id, amount, at } }, $set: { updatedAt: at } },
    { session: tx },
  )
  await takeBackPayment(tx, payment, { key: journalKeyOf(id), kind: 'chargeback', amount, at })
  await stopPayouts(tx, payment, at)
  await updatePaymentStatus(tx, payment._id)
  await disputeWhileHeld(tx, payment, 'The bank of the client took the payment back')
  await recordChargebackEvent(tx, payment, amount)
}

/** What the messages tell is counted: of two at the same time, the later sees the other. */
const lockedOf = async (tx: ClientSession, { _id }: PaymentRecord): Promise<PaymentRecord> =>
  withChargebacks(tx, await lockPayment(tx, _id))

/** The refunds wait, and get another payout when they may leave. */
async function stopPayouts(tx: ClientSession, { _id: payment }: PaymentRecord, at: Date): Promise<void> {
  const reason = 'The bank of the payer took the payment back'
  for (const refund of await Refund.find({ payment, status: 'ByHand' }).session(tx).lean()) {
    await stopPayout(tx, refund, { reason, at })
  }
}

/**
 * The gateway says that the bank decided for the payer, in the caller's transaction. The message may come before the one
 * of the chargeback, and after one that the money was taken again: then it is not about that.
 */
export async function closeChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  { returned: returnedBefore, ...chargeback }: Chargeback & { readonly returned?: number },
): Promise<void> {
  await recordChargeback(tx, payment, chargeback)
  const standing = standingIn(await lockedOf(tx, payment), chargeback.chargebackId)
  if (!standing) return
  const { returned } = await withdrawalsOf(tx, payment, chargeback.chargebackId)
  const isOld = returnedBefore !== undefined && returnedBefore < returned
  if (!isOld) await endChargeback(tx, payment, standing)
}

/**
 * The bank decided for the payer, for good, in the caller's transaction: they keep the money, so it covers refunds that
 * were not sent yet, and what is still due of them is sent.
 */
export async function endChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  { id, amount }: StandingChargeback,
): Promise<void> {
  const at = clock()
  const open = { id, isFinal: trusted({ $ne: true }) }
  const { matchedCount } = await Payment.updateOne(
    { _id: payment._id, chargebacks: trusted({ $elemMatch: open }) },
    { $set: { 'chargebacks.$.isFinal': true, updatedAt: at } },
    { session: tx },
  )
  if (matchedCount === 0) return
  await coverRefunds(tx, payment._id, at)
  await wakeRefunds(tx, payment, at)
  await recordEnd(tx, payment, { amount: asPiastres(amount), outcome: 'lost' })
}

/**
 * The bank returned the money to us, once: the journal is reversed, and the payment has the status that it would have
 * without. A craftsman who had to bear it gets their money back, and the client what it had stood in for meanwhile. If
 * the bank has taken it again already, it stands as it is.
 */
export async function reverseChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  chargebackId: string,
): Promise<void> {
  const at = clock()
  const stood = standingIn(await lockedOf(tx, payment), chargebackId)
  if (!stood) return
  const told = await withdrawalsOf(tx, payment, chargebackId)
  if (told.taken > told.returned) return
  const { id } = stood
  await Payment.updateOne({ _id: payment._id }, { $pull: { chargebacks: { id } } }, { session: tx })
  const taken = journalKeyOf(id)
  const amount = asPiastres(stood.amount)
  const lost = await lostBy(tx, payment, { key: taken, amount })
  const reversal = { key: `reversal:${taken}`, kind: 'reversal' as const, reverses: taken }
  await giveBackPayment(tx, payment, { ...reversal, amount, lost, at })
  await returnToCraftsman(tx, payment, id, at)
  await refundWhatIsDue(tx, payment, { reason: GRANTED, at })
  await wakeRefunds(tx, payment, at)
  await updatePaymentStatus(tx, payment._id)
  await recordEnd(tx, payment, { amount, outcome: 'won' })
}

const GRANTED = 'The bank returned the payment to us, and the client was granted a part of it'

/**
 * What waited for the bank goes on now: it is sent, paid by hand from now on, or its payer is asked for an account. What
 * was sent did not wait: it is asked about when its call is over for certain, and no sooner (send-refund.ts).
 */
async function wakeRefunds(tx: ClientSession, { _id }: PaymentRecord, at: Date): Promise<void> {
  const waiting = { payment: _id, $or: unsentRefunds() }
  await Refund.updateMany(waiting, { $set: { nextTryAt: at, updatedAt: at } }, { session: tx })
  const payment = await Payment.findById(_id).session(tx).lean().orFail()
  for (const refund of await Refund.find({ payment: _id, status: 'Refused' }).session(tx).lean()) {
    if (mayBeSent(payment, refund)) await recordRefundEvent(tx, refund, 'payment.refund.refused')
  }
}

/** The log, and the event that staff hear of. */
async function recordEnd(
  tx: ClientSession,
  payment: PaymentRecord,
  end: { readonly amount: Piastres; readonly outcome: 'won' | 'lost' },
): Promise<void> {
  const target = { kind: 'Payment', id: idOf<'Payment'>(payment._id) }
  await logActivity(tx, { actor: null, action: 'payment.endChargeback', target, details: end })
  await recordEvent(tx, 'payment.chargeback.ended', { ...paymentIdsOf(payment), ...end })
}

async function recordChargebackEvent(
  tx: ClientSession,
  payment: PaymentRecord,
  amount: Piastres,
): Promise<void> {
  const paymentId = idOf<'Payment'>(payment._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(tx, { actor: null, action: 'payment.chargeBack', target, details: { amount } })
  await recordEvent(tx, 'payment.chargedBack', {
    ...paymentIdsOf(payment),
    amount,
  })
}
