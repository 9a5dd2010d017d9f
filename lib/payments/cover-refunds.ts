import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { uncoveredOf } from '#lib/model/payment-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { COVERED, type RefundStatus } from '#lib/model/refund-status.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { lockPayment } from '#lib/payments/lock-payment.ts'
import { recordRefundEvent } from '#lib/payments/record-refund-event.ts'
import { stopPayout } from '#lib/payments/stop-payout.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { limitApart } from '#lib/process/open-refund.ts'

const NOT_SENT = ['Requested', 'Refused', 'ByHand'] as const satisfies readonly RefundStatus[]

/** Which refunds were not sent to their gateway, or came back from it. */
export const unsentRefunds = () => [
  { status: trusted({ $in: [...NOT_SENT] }) },
  { status: 'Unknown' as const, isUnsent: true },
]

/**
 * The payer got money back that we did not send: from the gateway, or from their bank for good. Refunds of the same
 * payment that were not sent yet are covered by it, oldest first, as far as it goes, so that nobody is refunded twice:
 * the platform gets what it had to bear. A refund that is covered as a whole is Confirmed; of another the rest is still
 * due. What they had got before a refund was opened does not cover it: staff granted it on top.
 */
export async function coverRefunds(
  tx: ClientSession,
  paymentId: PaymentRecord['_id'],
  at: Date,
): Promise<void> {
  const left = uncoveredOf(await lockPayment(tx, paymentId))
  const open = await Refund.find({ payment: paymentId, $or: unsentRefunds() })
    .sort({ _id: 1 })
    .session(tx)
    .lean()
  for (const refund of open) {
    const since = left.takenBack + left.chargedBack - (refund.apart ?? 0)
    const covered = Math.min(refund.amount, since, left.takenBack + left.lost)
    if (covered <= 0) continue
    if (await stopPayout(tx, refund, { reason: 'The payer has this refund already', at })) continue
    const takenBack = Math.min(left.takenBack, covered)
    const lost = covered - takenBack
    left.takenBack -= takenBack
    left.chargedBack -= lost
    left.lost -= lost
    await coverRefund(tx, refund, { takenBack, lost }, at)
  }
  await limitApart(tx, paymentId)
}

async function coverRefund(
  tx: ClientSession,
  refund: RefundRecord,
  { takenBack, lost }: { readonly takenBack: number; readonly lost: number },
  at: Date,
): Promise<void> {
  const covered = takenBack + lost
  const key = `${COVERED}${idOf<'Refund'>(refund._id)}:${refund.amount}` // its amount only falls
  const isWhole = covered === refund.amount
  const change = isWhole
    ? { $set: { status: 'Confirmed' as const, confirmedAt: at, paidBy: key, updatedAt: at } }
    : { $inc: { amount: -covered, cut: covered }, $set: { updatedAt: at } }
  await Refund.updateOne({ _id: refund._id }, change, { session: tx })
  await Payment.updateOne(
    { _id: refund.payment },
    {
      $inc: { takenBackCovered: takenBack, chargedBackCovered: lost, refundOpened: -covered },
      $set: { updatedAt: at },
    },
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
