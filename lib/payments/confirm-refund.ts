import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { mayBeSent } from '#lib/model/payment-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { clearingAt, refundOf } from '#lib/money/accounts.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { bookRestElsewhere } from '#lib/payments/book-elsewhere.ts'
import { coverRefunds } from '#lib/payments/cover-refunds.ts'
import { recordRefundEvent } from '#lib/payments/record-refund-event.ts'
import {
  isPaidByGateway,
  paidByGateway,
  refundedAtGateway,
  type RefundPaid,
} from '#lib/payments/refunded-at-gateway.ts'
import { isPartUnknown } from '#lib/payments/unknown-part.ts'
import { updatePaymentStatus } from '#lib/payments/update-payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

const AWAITING_CONFIRMATION = ['Requested', 'Sent', 'Unknown'] as const satisfies readonly RefundStatus[]

/**
 * Confirms that a refund has arrived, once, in the caller's transaction: the money leaves the refund's account through
 * the gateway (or the bank, if staff paid it manually), and the payment records how much of it was refunded. Returns
 * whether the refund changed.
 */
export async function confirmRefund(
  tx: ClientSession,
  refund: RefundRecord,
  { through, key }: RefundPaid = paidByGateway(refund),
): Promise<boolean> {
  const at = clock()
  const refundId = idOf<'Refund'>(refund._id)
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: trusted({ $ne: 'Confirmed' }) },
    { $set: { status: 'Confirmed', confirmedAt: at, paidBy: key, updatedAt: at }, $unset: { isUnsent: 1 } },
    { session: tx },
  )
  if (matchedCount === 0) return false
  await postJournal(tx, {
    key,
    kind: 'refundPaid',
    postings: [
      { account: refundOf(refundId), amount: -refund.amount },
      { account: clearingAt(through), amount: refund.amount },
    ],
    ...(refund.job && { jobId: idOf<'Job'>(refund.job) }),
    at,
  })
  await addConfirmedAmount(tx, refund, refund.amount, at)
  await recordRefundEvent(tx, refund, 'payment.refunded')
  return true
}

async function addConfirmedAmount(
  tx: ClientSession,
  { payment }: RefundRecord,
  amount: number,
  at: Date,
): Promise<void> {
  const confirmed = { $inc: { refundConfirmed: amount }, $set: { updatedAt: at } }
  await Payment.updateOne({ _id: payment }, confirmed, { session: tx })
  await updatePaymentStatus(tx, payment)
}

/** What a gateway reports as refunded without naming a refund of ours: the whole payment, or a part of it. */
interface ReportedRefund {
  readonly whole: boolean
  /** How much was refunded in all, if the gateway says so, in piastres. */
  readonly total?: Piastres | undefined
}

/**
 * Confirms the refunds of a payment that the gateway reports. A refund that was confirmed before stays confirmed. Returns
 * whether one of ours, of now or of before, explains the message: else something was refunded that we did not order.
 */
export async function confirmRefundsOf(
  tx: ClientSession,
  payment: PaymentRecord,
  reported: ReportedRefund,
): Promise<boolean> {
  const refunds = await Refund.find({ payment: payment._id }).session(tx).lean()
  for (const refund of matchingRefunds(refunds, payment, reported)) await confirmRefund(tx, refund)
  return refunds.some(wasSent)
}

/** Whether the gateway was ever asked for it, or may have been. */
const wasSent = ({ status, tries, isUnsent = false }: RefundRecord): boolean =>
  status !== 'Requested' && tries > 0 && !isUnsent

/**
 * The refunds that a gateway reports: all of them, if the whole payment was refunded; otherwise the only one that was ever
 * sent to it, if what was refunded in all is enough for it. If several are possible, or it was another part of which
 * nobody says how much it is, none matches, and sendRefunds queries each of them.
 */
function matchingRefunds(
  refunds: readonly RefundRecord[],
  payment: PaymentRecord,
  { whole, total }: ReportedRefund,
): readonly RefundRecord[] {
  const open = refunds.filter(isAwaitingConfirmation)
  if (whole) return open
  if (total === undefined && isPartUnknown(payment)) return []
  const sent = refunds.filter(({ status, isUnsent = false }) => status !== 'Requested' && !isUnsent)
  const [only] = sent.length === 1 ? sent.filter(isAwaitingConfirmation) : []
  if (!only) return []
  const isWithin = total === undefined || total >= refundedAtGateway(payment, refunds) + only.amount
  return isWithin ? [only] : []
}

export const isAwaitingConfirmation = ({ status }: RefundRecord): boolean =>
  (AWAITING_CONFIRMATION as readonly RefundStatus[]).includes(status)

/** The gateway could not make a refund: the money is with us again, and the payer is asked for an account. */
export async function revertRefund(
  tx: ClientSession,
  payment: PaymentRecord,
  refundId: string | null,
): Promise<void> {
  const status = trusted({ $in: [...AWAITING_CONFIRMATION, 'Confirmed'] as RefundStatus[] })
  const found = await Refund.find({ payment: payment._id, status }).session(tx).lean()
  const isMeant = ({ _id }: RefundRecord) => refundId === null || idOf<'Refund'>(_id) === refundId
  const refunds = found.filter((refund) => isMeant(refund) && isWithGateway(refund))
  const [refund] = refunds
  if (refund && refunds.length === 1) await refuseRefund(tx, refund)
  else if (refundId === null)
    log.error('a refund failed at the gateway, but it is not clear which one', {
      paymentId: idOf<'Payment'>(payment._id),
    })
}

/** Whether the gateway has this refund. */
const isWithGateway = (refund: RefundRecord): boolean =>
  refund.status !== 'Confirmed' || isPaidByGateway(refund)

/**
 * A refund was not paid, or what was paid came back: the payer has to name an account, and staff pay it there. If it
 * was Confirmed, its journal is reversed: the money is with us again. What the payer got without our order meanwhile
 * covers it first.
 */
export async function refuseRefund(tx: ClientSession, refund: RefundRecord): Promise<void> {
  const at = clock()
  if (refund.status === 'Confirmed') {
    await reverseJournal(tx, refund.paidBy ?? paidByGateway(refund).key, at)
    await addConfirmedAmount(tx, refund, -refund.amount, at)
  }
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: refund.status },
    { $set: { status: 'Refused', updatedAt: at }, $unset: { paidBy: 1, confirmedAt: 1 } },
    { session: tx },
  )
  if (matchedCount === 0) return
  await bookRestElsewhere(tx, refund.payment)
  await coverRefunds(tx, refund.payment, at)
  const { status, amount } = await Refund.findById(refund._id).session(tx).lean().orFail()
  const payment = await Payment.findById(refund.payment).session(tx).lean().orFail()
  // while a bank decides, nobody can name an account: they are asked when it has (chargeback.ts)
  if (status === 'Refused' && mayBeSent(payment, refund))
    await recordRefundEvent(tx, { ...refund, amount }, 'payment.refund.refused')
}
