import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * Closes a pending payment as Failed or Expired, in the caller's transaction. A payment that was captured or closed
 * before stays as it is, because a gateway's messages arrive in any order. Returns whether the payment changed.
 */
export async function closePayment(
  tx: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
  status: 'Failed' | 'Expired',
): Promise<boolean> {
  const closed = await Payment.findOneAndUpdate(
    { _id, status: trusted({ $in: [...PENDING] }) },
    { $set: { status, updatedAt: clock() } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!closed) return false
  const paymentId = idOf<'Payment'>(closed._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(tx, { actor: null, action: 'payment.close', target, details: { status } })
  const event = status === 'Failed' ? 'payment.failed' : 'payment.expired'
  await recordEvent(tx, event, paymentIdsOf(closed))
  return true
}
