import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { IN_FLIGHT } from '#lib/model/payout-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordRefundEvent } from '#lib/payments/record-refund-event.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres, min, subtract } from '#lib/platform/piastres.ts'

/** Nothing of these was sent, and no bank is about to pay them. */
const NOT_SENT = ['Requested', 'Refused', 'ByHand'] as const satisfies readonly RefundStatus[]

/**
 * The payer got money back that we did not send. Refunds of the same payment that were not sent yet are covered by it,
 * oldest first, as far as it goes, so that nobody is refunded twice: the platform gets what it had to bear. A refund that
 * is covered as a whole is Confirmed; of another the rest is still due.
 */
export async function coverRefunds(
  tx: ClientSession,
  paymentId: PaymentRecord['_id'],
  at: Date,
): Promise<void> {
  const payment = await Payment.findById(paymentId).session(tx).lean().orFail()
  let left = subtract(asPiastres(payment.takenBack), asPiastres(payment.takenBackCovered))
  const unsent = [{ status: trusted({ $in: [...NOT_SENT] }) }, { status: 'Unknown' as const, isUnsent: true }]
  const open = await Refund.find({ payment: paymentId, $or: unsent }).sort({ _id: 1 }).session(tx).lean()
  for (const refund of open) {
    if (left <= 0 || (await isBeingPaid(tx, refund, at))) continue
    const covered = min(left, asPiastres(refund.amount))
    left = subtract(left, covered)
    await coverRefund(tx, refund, covered, at)
  }
}

/** A payout that was not handed to the bank yet is stopped. */
async function isBeingPaid(tx: ClientSession, { _id }: RefundRecord, at: Date): Promise<boolean> {
  const stopped = { status: 'Failed' as const, reason: 'The payer has this refund already', updatedAt: at }
  await Payout.updateOne({ refund: _id, status: 'Requested' }, { $set: stopped }, { session: tx })
  const isWithBank = trusted({ $in: [...IN_FLIGHT] })
  return (await Payout.exists({ refund: _id, status: isWithBank }).session(tx)) !== null
}

async function coverRefund(
  tx: ClientSession,
  refund: RefundRecord,
  covered: number,
  at: Date,
): Promise<void> {
  const key = `covered:${idOf<'Refund'>(refund._id)}:${refund.amount}` // its amount only falls
  const isWhole = covered === refund.amount
  const change = isWhole
    ? { $set: { status: 'Confirmed' as const, confirmedAt: at, paidBy: key, updatedAt: at } }
    : { $inc: { amount: -covered }, $set: { updatedAt: at } }
  await Refund.updateOne({ _id: refund._id }, change, { session: tx })
  await Payment.updateOne(
    { _id: refund.payment },
    { $inc: { takenBackCovered: covered, refundOpened: -covered }, $set: { updatedAt: at } },
    { session: tx },
  )
  await postJournal(tx, {
    key,
    kind: 'clawback',
    postings: [
      { account: refundOf(idOf(refund._id)), amount: -covered },
      { account: 'platform:chargebacks', amount: covered },
    ],
    ...(refund.job && { jobId: idOf<'Job'>(refund.job) }),
    at,
  })
  if (isWhole) await recordRefundEvent(tx, refund, 'payment.refunded')
}
