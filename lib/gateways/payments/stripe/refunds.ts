import type Stripe from 'stripe'
import {
  GatewayRefusedError,
  mayLeave,
  type RefundAnswer,
  type RefundOrder,
} from '#lib/gateways/payments/payments.ts'
import { callStripe } from '#lib/gateways/payments/stripe/call-stripe.ts'

/** Stripe's codes for a refund that it can never make. Other refusals are about keys and limits, and are temporary. */
const CANNOT_REFUND = new Set(['charge_already_refunded', 'charge_disputed', 'charge_not_refundable'])

/**
 * Refunds a payment, only once for our idempotency key. Stripe refuses another amount under the same key for a day, so
 * the amount is part of it. It only falls, and only after Stripe has shown that nothing of the refund was made
 * (lib/payments/send-refund.ts). A transfer to a craftsman is not reversed by it.
 */
export async function refundAtStripe(order: RefundOrder): Promise<RefundAnswer> {
  const { refundId, payment, amount } = order
  const intent = intentOf(payment.gatewayPaymentId)
  if (!(await mayLeave(order))) return { outcome: 'unknown' }
  try {
    const refund = await callStripe((client) =>
      client.refunds.create(
        { payment_intent: intent, amount, metadata: { refundId } },
        { idempotencyKey: `rf:${refundId}:${amount}` },
      ),
    )
    return answerOf(refund)
  } catch (error) {
    if (error instanceof GatewayRefusedError && CANNOT_REFUND.has(error.reason)) return { outcome: 'refused' }
    throw error
  }
}

/** The state of a refund, found by our id, which Stripe keeps in its metadata. */
export async function stateOfRefundAtStripe({ refundId, payment }: RefundOrder): Promise<RefundAnswer> {
  const intent = intentOf(payment.gatewayPaymentId)
  const { data } = await callStripe((client) => client.refunds.list({ payment_intent: intent, limit: 100 }))
  const refund = data.find(({ metadata }) => metadata?.refundId === refundId)
  return refund ? answerOf(refund) : { outcome: 'unknown' }
}

function intentOf(gatewayPaymentId: string | null): string {
  if (!gatewayPaymentId) throw new GatewayRefusedError('Stripe', 'payment-without-intent')
  return gatewayPaymentId
}

function answerOf({ status }: Stripe.Refund): RefundAnswer {
  switch (status) {
    case 'succeeded':
      return { outcome: 'confirmed' }
    case 'failed':
    case 'canceled':
      return { outcome: 'refused' }
    default:
      return { outcome: 'sent' }
  }
}
