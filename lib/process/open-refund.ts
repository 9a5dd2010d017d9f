import { type ClientSession, Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { Account } from '#lib/model/account.ts'
import type { JournalKind } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { gotSinceOpened } from '#lib/model/payment-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { idOf, type RefundId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

export interface RefundRequest {
  readonly payment: PaymentRecord
  readonly amount: Piastres
  /** The account that the money comes from: the job's escrow, or the gateway's for a payment that came too late. */
  readonly from: Account
  readonly kind?: JournalKind
  readonly reason: string
  readonly at: Date
}

/**
 * Opens a refund to the payer of a payment, in the caller's transaction:
 * 1. the payment has enough left that no other refund was opened for (NOTHING_TO_REFUND otherwise)
 * 2. the money is posted from its account to the refund's own account
 * 3. the refund waits to be sent: the schedule `sendRefunds` asks the gateway after the commit
 * An amount of 0 opens no refund and returns null.
 */
export async function openRefund(tx: ClientSession, request: RefundRequest): Promise<RefundId | null> {
  const { payment, amount, from, kind = 'refund', reason, at } = request
  if (amount === 0) return null
  const counted = await Payment.findOneAndUpdate(
    { _id: payment._id, $expr: trusted(hasLeft(amount)) },
    { $inc: { refundOpened: amount }, $set: { updatedAt: at } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!counted) throw fail('NOTHING_TO_REFUND')
  const apart = gotSinceOpened(counted, {})
  const _id = new Types.ObjectId()
  const refundId = idOf<'Refund'>(_id)
  const { payer, gateway, job, contract } = payment
  const of = { ...(job && { job }), ...(contract && { contract }) }
  await Refund.create(
    [
      {
        _id,
        payment: payment._id,
        payer,
        gateway,
        ...of,
        amount,
        reason,
        ...(apart > 0 && { apart }),
        status: 'Requested',
        nextTryAt: at,
        createdAt: at,
        updatedAt: at,
      },
    ],
    { session: tx },
  )
  await postJournal(tx, {
    key: `refund:${refundId}`,
    kind,
    postings: [
      { account: from, amount: -amount },
      { account: refundOf(refundId), amount },
    ],
    ...(job && { jobId: idOf<'Job'>(job) }),
    at,
  })
  await recordEvent(tx, 'payment.refund.opened', {
    ...paymentIdsOf(payment),
    refundId,
    amount,
  })
  return refundId
}

/** What arrived is at least what refunds were opened for, what was refunded elsewhere or charged back, and this amount. */
const hasLeft = (amount: Piastres) => ({
  $lte: [
    { $add: ['$refundOpened', '$takenBack', { $sum: '$chargebacks.amount' }, amount] },
    { $ifNull: ['$received', '$amount'] },
  ],
})

/**
 * What open refunds stand beside is at most what their payer has without our order now, in the caller's transaction: the
 * rest went back, or stands in for something else. What they get later is not mistaken for it.
 */
export async function limitApart(tx: ClientSession, _id: PaymentRecord['_id']): Promise<void> {
  const payment = await Payment.findById(_id).session(tx).lean().orFail()
  const left = gotSinceOpened(payment, {})
  const beyond = {
    payment: _id,
    apart: trusted({ $gt: left }),
    status: trusted({ $ne: 'Confirmed' as const }),
  }
  await Refund.updateMany(beyond, { $set: { apart: left } }, { session: tx })
}
