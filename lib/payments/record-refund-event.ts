import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { RefundRecord } from '#lib/model/refund.model.ts'
import { idOf } from '#lib/platform/ids.ts'

const ACTIONS = { 'payment.refunded': 'refund.confirm', 'payment.refund.refused': 'refund.refuse' } as const

/** The log and the event: the payer has this refund, or its gateway refused it. */
export async function recordRefundEvent(
  tx: ClientSession,
  refund: RefundRecord,
  event: keyof typeof ACTIONS,
): Promise<void> {
  const refundId = idOf<'Refund'>(refund._id)
  const target = { kind: 'Refund', id: refundId }
  await logActivity(tx, { actor: null, action: ACTIONS[event], target })
  await recordEvent(tx, event, {
    ...paymentIdsOf({ ...refund, _id: refund.payment }),
    refundId,
    amount: refund.amount,
  })
}
