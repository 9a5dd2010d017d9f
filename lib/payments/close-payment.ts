import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { UNDECIDED } from '#lib/payments/payment-status.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * A payment that was not decided yet has failed or expired, in the caller's transaction. One that came in, or was
 * closed before, stays as it is: a gateway's messages arrive in any order. Answers whether that was news.
 */
export async function closePayment(
  session: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
  status: 'Failed' | 'Expired',
): Promise<boolean> {
  const closed = await Payment.findOneAndUpdate(
    { _id, status: trusted({ $in: [...UNDECIDED] }) },
    { $set: { status, updatedAt: clock() } },
    { session, returnDocument: 'after' },
  ).lean()
  if (!closed) return false
  const paymentId = idOf<'Payment'>(closed._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(session, { actor: null, action: 'payment.close', target, details: { status } })
  await recordEvent(session, status === 'Failed' ? 'payment.failed' : 'payment.expired', {
    paymentId,
    payerId: idOf(closed.payer),
    jobId: closed.job ? idOf(closed.job) : null,
  })
  return true
}
