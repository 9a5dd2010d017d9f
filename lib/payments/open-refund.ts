import { Types, type ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import type { Account } from '#lib/money/accounts.ts'
import { refundOf } from '#lib/money/accounts.ts'
import type { JournalKind } from '#lib/money/journal.model.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { idOf, type RefundId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

export interface RefundOpening {
  readonly payment: PaymentRecord
  readonly amount: Piastres
  /** Where the money comes from: the job's escrow, or the gateway for a payment that came too late. */
  readonly from: Account
  readonly kind?: JournalKind
  readonly reason: string
  readonly at: Date
}

/**
 * Decides that a payer gets money back, in the caller's transaction:
 * 1. the payment has that much left that no other refund was opened for (NOTHING_TO_REFUND otherwise)
 * 2. the money moves from where it lies to the refund's own account
 * 3. the refund waits to be sent: the gateway is told after the commit, by the schedule `send-refunds`
 * An amount of 0 opens nothing and answers null.
 */
export async function openRefund(session: ClientSession, opening: RefundOpening): Promise<RefundId | null> {
  const { payment, amount, from, kind = 'refund', reason, at } = opening
  if (amount === 0) return null
  const { matchedCount } = await Payment.updateOne(
    { _id: payment._id, refundOpened: trusted({ $lte: payment.amount - amount }) },
    { $inc: { refundOpened: amount }, $set: { updatedAt: at } },
    { session },
  )
  if (matchedCount === 0) throw fail('NOTHING_TO_REFUND')
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
        status: 'Requested',
        nextTryAt: at,
        createdAt: at,
        updatedAt: at,
      },
    ],
    { session },
  )
  await postJournal(session, {
    key: `refund:${refundId}`,
    kind,
    lines: [
      { account: from, amount: -amount },
      { account: refundOf(refundId), amount },
    ],
    ...(job && { jobId: idOf<'Job'>(job) }),
    at,
  })
  await recordEvent(session, 'payment.refund.opened', {
    paymentId: idOf(payment._id),
    payerId: idOf(payer),
    jobId: job ? idOf(job) : null,
    refundId,
    amount,
  })
  return refundId
}
