import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { statusByRefunds } from '#lib/model/payment-status.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { journalAmount } from '#lib/money/journal-amount.ts'
import { reverseJournal } from '#lib/money/post-journal.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { returnToCraftsman } from '#lib/payments/post-chargeback-fault.ts'
import { isCredited, takeBackPayment } from '#lib/payments/take-back-payment.ts'
import { giveBackTopUp } from '#lib/payments/take-back-top-up.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'
import { disputeWhileHeld } from '#lib/process/dispute-while-held.ts'
import { openRefund } from '#lib/process/open-refund.ts'

interface Chargeback {
  readonly chargebackId: string
  readonly amount: Piastres
}

const journalKeyOf = (chargebackId: string): string => `chargeback:${chargebackId}`

/**
 * Records that the payer's bank took a payment back, in the caller's transaction:
 * 1. a top-up is taken back from the wallet that it was credited to, whose owner is the payer. Of a job's payment the
 *    platform bears the loss: the escrow of the job does not change, so that the craftsman is not punished
 *    for a bank's decision
 * 2. if the payment is still held, a dispute opens, and staff decide it; the client already has the money from their
 *    bank, so what staff grant to the client goes to the platform (lib/process/refund-client.ts)
 * 3. refunds that are decided but not sent wait for the bank's final decision (send-refunds.ts)
 * Each chargeback is recorded once. If it comes before the update that the payment was captured, the payment is
 * captured first. If its reversal came before it, nothing happens.
 */
export async function recordChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  { chargebackId, amount }: Chargeback,
): Promise<void> {
  const key = journalKeyOf(chargebackId)
  const at = clock()
  if (await Journal.exists({ key }).session(tx)) return
  if (await wasReversed(tx, payment, chargebackId)) return
  await capturePayment(tx, payment, payment.gatewayPaymentId ?? null)
  const { status } = await Payment.findById(payment._id).session(tx).lean().orFail()
  const chargedBack = { status: 'ChargedBack' as const, updatedAt: at }
  await Payment.updateOne(
    { _id: payment._id },
    { $set: { ...chargedBack, ...(status !== 'ChargedBack' && { statusBefore: status }) } },
    { session: tx },
  )
  await takeBackPayment(tx, payment, { key, kind: 'chargeback', amount, at })
  await disputeWhileHeld(tx, payment, 'The bank of the client took the payment back')
  await recordChargebackEvent(tx, payment, amount)
}

const wasReversed = (tx: ClientSession, { _id }: PaymentRecord, chargebackId: string) =>
  ProcessedWebhook.exists({
    payment: _id,
    'content.kind': 'chargebackReversed',
    'content.chargebackId': chargebackId,
  }).session(tx)

/**
 * The bank returned the money to us: the journal is reversed, once, and the payment has its earlier status again. A
 * craftsman who had to bear it gets their money back, and the client what decisions granted them meanwhile.
 */
export async function reverseChargeback(
  tx: ClientSession,
  payment: PaymentRecord,
  chargebackId: string,
): Promise<void> {
  const key = journalKeyOf(chargebackId)
  const at = clock()
  // a write, so that this conflicts with a chargeback that is recorded at the same time
  await Payment.updateOne({ _id: payment._id }, { $set: { updatedAt: at } }, { session: tx })
  const posted = await Journal.findOne({ key }).session(tx).lean()
  if (!posted || (await Journal.exists({ reverses: key }).session(tx))) return
  if (isCredited(payment)) {
    const amount = journalAmount(posted)
    await giveBackTopUp(tx, payment, { key: `reversal:${key}`, reverses: key, amount, at })
  } else {
    await reverseJournal(tx, key, at)
    await returnToCraftsman(tx, payment, chargebackId, at)
    await refundWhatWasGranted(tx, payment, at)
  }
  const { statusBefore = 'Released', refundConfirmed, takenBack } = payment
  const status = refundConfirmed + takenBack > 0 ? statusByRefunds(payment) : statusBefore
  await Payment.updateOne(
    { _id: payment._id, status: 'ChargedBack' },
    { $set: { status, updatedAt: at }, $unset: { statusBefore: '' } },
    { session: tx },
  )
}

/**
 * What decisions granted the client while their bank had the money went to the platform. It is refunded now, less what
 * the client got at the gateway without us.
 */
async function refundWhatWasGranted(
  tx: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
  at: Date,
): Promise<void> {
  const payment = await Payment.findById(_id).session(tx).lean().orFail()
  const granted = asPiastres(payment.chargedBackCovered ?? 0)
  if (granted === 0) return
  const elsewhere = max(ZERO, asPiastres(payment.takenBack - payment.takenBackCovered))
  const covered = min(granted, elsewhere)
  await Payment.updateOne(
    { _id },
    { $inc: { takenBackCovered: covered }, $unset: { chargedBackCovered: 1 } },
    { session: tx },
  )
  const amount = subtract(granted, covered)
  await openRefund(tx, { payment, amount, from: 'platform:chargebacks', reason: GRANTED, at })
}

const GRANTED = 'The bank returned the payment to us, and the client was granted a part of it'

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
