import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clearingAt, refundOf } from '#lib/money/accounts.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { Refund, type RefundRecord } from '#lib/payments/refund.model.ts'
import { statusByRefunds } from '#lib/payments/payment-status.ts'
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
    // by hand it may follow what the gateway had said to have paid, and then took back
    key: `${through === 'Bank' ? 'refund-by-hand' : 'refund-paid'}:${refundId}`,
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
  await Payment.updateOne({ _id: payment }, { $set: { status: statusByRefunds(noted) } }, { session })
}

/** The gateway says that refunds of a payment went through. What was confirmed before stays so. */
export async function confirmRefundsOf(
  session: ClientSession,
  payment: PaymentRecord,
  said: { readonly refundId: string | null; readonly whole: boolean },
): Promise<void> {
  const refunds = await Refund.find({ payment: payment._id }).session(session).lean()
  for (const refund of meantBy(refunds, said)) await confirmRefund(session, refund)
  if (payment.refundOpened === 0 || (said.whole && payment.refundOpened < payment.amount)) {
    log.error('a refund that we did not order', { paymentId: idOf<'Payment'>(payment._id) })
  }
}

/**
 * Which refunds a gateway means: the one that it names; all, where it says that the whole payment is back; else the
 * only one that it was ever told of. Where it may be one of several, each is asked about when its turn comes.
 */
function meantBy(
  refunds: readonly RefundRecord[],
  { refundId, whole }: { readonly refundId: string | null; readonly whole: boolean },
): readonly RefundRecord[] {
  const open = refunds.filter(isOnItsWay)
  if (refundId) return open.filter(({ _id }) => _id.toHexString() === refundId)
  if (whole) return open
  const told = refunds.filter(({ status }) => status !== 'Requested')
  return told.length === 1 ? told.filter(isOnItsWay) : []
}

const isOnItsWay = ({ status }: RefundRecord): boolean =>
  (ON_THEIR_WAY as readonly RefundStatus[]).includes(status)

/** The gateway could not pay a refund out: it is back with us, and the payer is asked for another way. */
export async function refundCameBack(
  session: ClientSession,
  payment: PaymentRecord,
  refundId: string | null,
): Promise<void> {
  const of = refundId ? { _id: objectId(refundId as RefundId) } : {}
  const status = trusted({ $in: [...ON_THEIR_WAY, 'Confirmed'] as RefundStatus[] })
  const refunds = await Refund.find({ payment: payment._id, status, ...of })
    .session(session)
    .lean()
  const [refund] = refunds
  if (refund && refunds.length === 1) await refuseRefund(session, refund)
  else log.error('a refund came back, and nobody knows which', { paymentId: idOf<'Payment'>(payment._id) })
}

/** A refund cannot go back the way the money came: its payer names an account, and staff pays it there. */
export async function refuseRefund(session: ClientSession, refund: RefundRecord): Promise<void> {
  const at = clock()
  if (refund.status === 'Confirmed') {
    await reverseJournal(session, `refund-paid:${idOf<'Refund'>(refund._id)}`, at)
    await noteOnPayment(session, refund, -refund.amount, at)
  }
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: refund.status },
    { $set: { status: 'Refused', updatedAt: at } },
    { session },
  )
  if (matchedCount === 1) await tell(session, refund, 'payment.refund.refused')
}

const ACTIONS = { 'payment.refunded': 'refund.confirm', 'payment.refund.refused': 'refund.refuse' } as const

async function tell(session: ClientSession, refund: RefundRecord, what: keyof typeof ACTIONS): Promise<void> {
  const refundId = idOf<'Refund'>(refund._id)
  const target = { kind: 'Refund', id: refundId }
  await logActivity(session, { actor: null, action: ACTIONS[what], target })
  await recordEvent(session, what, {
    paymentId: idOf(refund.payment),
    payerId: idOf(refund.payer),
    jobId: refund.job ? idOf(refund.job) : null,
    refundId,
    amount: refund.amount,
  })
}
