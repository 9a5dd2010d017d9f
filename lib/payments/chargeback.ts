import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { openDispute } from '#lib/disputes/open-dispute.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { GatewayEventKept } from '#lib/payments/gateway-event.model.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { statusByRefunds } from '#lib/payments/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'

interface Chargeback {
  readonly chargebackId: string
  readonly amount: Piastres
}

const keyOf = (chargebackId: string): string => `chargeback:${chargebackId}`

/**
 * The payer's bank took a payment back, in the caller's transaction (design.md, section 3):
 * 1. the platform bears it: what is held for the job stays where it is, so that the craftsman is not punished for
 *    what a bank decides
 * 2. while it is held, a dispute opens, and staff decides; what they give to the client he has already had from his
 *    bank, so it goes to the platform (lib/jobs/pay-client.ts)
 * 3. refunds that were decided and not sent wait for the bank's last word (send-refunds.ts)
 * Once for each chargeback. One that comes before the word that its payment came in, brings that along; one whose
 * reversal came before it was never there.
 */
export async function bookChargeback(
  session: ClientSession,
  payment: PaymentRecord,
  { chargebackId, amount }: Chargeback,
): Promise<void> {
  const key = keyOf(chargebackId)
  const at = clock()
  if (await Journal.exists({ key }).session(session)) return
  if (await wasReversed(session, payment, chargebackId)) return
  await capturePayment(session, payment, payment.gatewayPaymentId ?? null)
  const { status } = await Payment.findById(payment._id).session(session).lean().orFail()
  const set = { status: 'ChargedBack' as const, updatedAt: at }
  await Payment.updateOne(
    { _id: payment._id },
    { $set: { ...set, ...(status !== 'ChargedBack' && { statusBefore: status }) } },
    { session },
  )
  await postJournal(session, {
    key,
    kind: 'chargeback',
    lines: [
      { account: 'platform:chargebacks', amount: -amount },
      { account: clearingAt(payment.gateway), amount },
    ],
    ...(payment.job && { jobId: idOf<'Job'>(payment.job) }),
    at,
  })
  await contestWhileHeld(session, payment, at)
  await tell(session, payment, amount)
}

const wasReversed = (session: ClientSession, { _id }: PaymentRecord, chargebackId: string) =>
  GatewayEventKept.exists({
    payment: _id,
    'happened.kind': 'chargebackReversed',
    'happened.chargebackId': chargebackId,
  }).session(session)

async function contestWhileHeld(session: ClientSession, payment: PaymentRecord, at: Date): Promise<void> {
  const held = await Contract.findOne({ _id: payment.contract, payment: 'Held' }).session(session).lean()
  if (!held) return
  const reason = 'The bank of the client took the payment back'
  await openDispute(session, { jobId: idOf(held.job), reason, at })
}

/** The bank gave it back to us: the journal is reversed, once, and the payment is what it was. */
export async function reverseChargeback(
  session: ClientSession,
  payment: PaymentRecord,
  chargebackId: string,
): Promise<void> {
  const key = keyOf(chargebackId)
  const at = clock()
  // a write, so that a chargeback that is booked at this moment and this do not pass each other by
  await Payment.updateOne({ _id: payment._id }, { $set: { updatedAt: at } }, { session })
  const booked = await Journal.exists({ key }).session(session)
  if (!booked || (await Journal.exists({ reverses: key }).session(session))) return
  await reverseJournal(session, key, at)
  const { statusBefore = 'Released', refundConfirmed } = payment
  const status = refundConfirmed > 0 ? statusByRefunds(payment) : statusBefore
  await Payment.updateOne(
    { _id: payment._id, status: 'ChargedBack' },
    { $set: { status, updatedAt: at }, $unset: { statusBefore: '' } },
    { session },
  )
}

async function tell(session: ClientSession, payment: PaymentRecord, amount: Piastres): Promise<void> {
  const paymentId = idOf<'Payment'>(payment._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(session, { actor: null, action: 'payment.chargeBack', target, details: { amount } })
  await recordEvent(session, 'payment.chargedBack', {
    paymentId,
    payerId: idOf(payment.payer),
    jobId: payment.job ? idOf(payment.job) : null,
    amount,
  })
}
