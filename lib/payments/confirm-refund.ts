import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/outbox.ts'
import { clearingAt, refundOf } from '#lib/money/accounts.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { Refund, type RefundRecord } from '#lib/payments/refund.model.ts'
import type { RefundStatus } from '#lib/payments/refund-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type RefundId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

const ON_THEIR_WAY = ['Requested', 'Sent', 'Unknown'] as const satisfies readonly RefundStatus[]

/**
 * A refund has arrived, in the caller's transaction, once: its money leaves the refund's account through the gateway
 * (or the bank, where staff paid it by hand), and the payment shows how much of it went back.
 */
export async function confirmRefund(
  session: ClientSession,
  refund: RefundRecord,
  through: RefundRecord['gateway'] | 'Bank' = refund.gateway,
): Promise<boolean> {
  const at = clock()
  const refundId = idOf<'Refund'>(refund._id)
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: trusted({ $ne: 'Confirmed' }) },
    { $set: { status: 'Confirmed', confirmedAt: at, updatedAt: at } },
    { session },
  )
  if (matchedCount === 0) return false
  await postJournal(session, {
    key: `refund-paid:${refundId}`,
    kind: 'refundPaid',
    lines: [
      { account: refundOf(refundId), amount: -refund.amount },
      { account: clearingAt(through), amount: refund.amount },
    ],
    ...(refund.job && { jobId: idOf<'Job'>(refund.job) }),
    at,
  })
  await noteOnPayment(session, refund, refund.amount, at)
  await tell(session, refund, 'payment.refunded')
  return true
}

async function noteOnPayment(
  session: ClientSession,
  { payment }: RefundRecord,
  amount: number,
  at: Date,
): Promise<void> {
  const noted = await Payment.findOneAndUpdate(
    { _id: payment },
    { $inc: { refundConfirmed: amount }, $set: { updatedAt: at } },
    { session, returnDocument: 'after' },
  )
    .lean()
    .orFail()
  if (noted.status === 'ChargedBack') return
  const status = noted.refundConfirmed >= noted.amount ? 'Refunded' : 'PartlyRefunded'
  await Payment.updateOne({ _id: payment }, { $set: { status } }, { session })
}

/**
 * The gateway says that refunds of a payment went through: the one that it names; else, where it can only mean one
 * or means all, those that are on their way. What was confirmed before stays so.
 */
export async function confirmRefundsOf(
  session: ClientSession,
  payment: PaymentRecord,
  { refundId, whole }: { readonly refundId: string | null; readonly whole: boolean },
): Promise<void> {
  const open = await Refund.find({ payment: payment._id, status: trusted({ $in: [...ON_THEIR_WAY] }) })
    .session(session)
    .lean()
  const named = refundId ? open.filter(({ _id }) => _id.toHexString() === refundId) : open
  if (!refundId && !whole && named.length > 1) return // which of them it was is asked when they are sent
  for (const refund of named) await confirmRefund(session, refund)
  if (payment.refundOpened === 0) {
    log.error('a refund that we did not order', { paymentId: idOf<'Payment'>(payment._id) })
  }
}

/** The gateway could not pay a refund out: it is back with us, and the payer is asked for another way. */
export async function refundCameBack(
  session: ClientSession,
  payment: PaymentRecord,
  refundId: string | null,
): Promise<void> {
  const of = refundId ? { _id: objectId(refundId as RefundId) } : {}
  const refund = await Refund.findOne({
    payment: payment._id,
    status: trusted({ $in: [...ON_THEIR_WAY, 'Confirmed'] }),
    ...of,
  })
    .session(session)
    .lean()
  if (refund) await refuseRefund(session, refund)
}

/** A refund cannot go back the way the money came: its payer names an account, and staff pays it there. */
export async function refuseRefund(session: ClientSession, refund: RefundRecord): Promise<void> {
  const at = clock()
  if (refund.status === 'Confirmed') {
    await reverseJournal(session, `refund-paid:${idOf<'Refund'>(refund._id)}`, at)
    await Payment.updateOne(
      { _id: refund.payment },
      { $inc: { refundConfirmed: -refund.amount }, $set: { updatedAt: at } },
      { session },
    )
  }
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: refund.status },
    { $set: { status: 'Refused', updatedAt: at } },
    { session },
  )
  if (matchedCount === 1) await tell(session, refund, 'payment.refund.refused')
}

const tell = (
  session: ClientSession,
  refund: RefundRecord,
  what: 'payment.refunded' | 'payment.refund.refused',
): Promise<void> =>
  recordEvent(session, what, {
    paymentId: idOf(refund.payment),
    payerId: idOf(refund.payer),
    jobId: refund.job ? idOf(refund.job) : null,
    refundId: idOf(refund._id),
    amount: refund.amount,
  })
