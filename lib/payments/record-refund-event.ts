import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
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

/** Staff have to look a refund up at its gateway: they are told once a day. */
export async function recordStuckRefund(tx: ClientSession, refund: RefundRecord): Promise<void> {
  const { amount, gateway } = refund
  const refundId = idOf<'Refund'>(refund._id)
  const stuck = paymentIdsOf({ ...refund, _id: refund.payment })
  await recordEvent(
    tx,
    'payment.refund.stuck',
    { ...stuck, refundId, amount, gateway },
    { onceADay: refundId },
  )
}

/** The log and the event: a gateway refunded what we did not order; null if nobody says how much. */
export async function recordRefundElsewhere(
  tx: ClientSession,
  payment: PaymentRecord,
  amount: number | null,
): Promise<void> {
  const paymentId = idOf<'Payment'>(payment._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(tx, { actor: null, action: 'payment.refundElsewhere', target, details: { amount } })
  await recordEvent(tx, 'payment.refundedElsewhere', { ...paymentIdsOf(payment), amount })
}
