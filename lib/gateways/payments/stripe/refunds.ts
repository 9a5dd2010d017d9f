import type Stripe from 'stripe'
import { GatewayRefusal, type RefundAnswer, type RefundOrder } from '#lib/gateways/payments/payments.ts'
import { callStripe } from '#lib/gateways/payments/stripe/call-stripe.ts'

/** Stripe looked at this very refund and cannot pay it back; other refusals are about keys and limits, and pass. */
const CANNOT_PAY_BACK = new Set(['charge_already_refunded', 'charge_disputed', 'charge_not_refundable'])

/** Gives money back, once for our key. The transfer to a craftsman, where there was one, is not touched by it. */
export async function refundAtStripe({ refundId, payment, amount }: RefundOrder): Promise<RefundAnswer> {
  const intent = intentOf(payment.gatewayPaymentId)
  try {
    const refund = await callStripe((client) =>
      client.refunds.create(
        { payment_intent: intent, amount, metadata: { refundId } },
        { idempotencyKey: `rf:${refundId}` },
      ),
    )
    return answerOf(refund)
  } catch (error) {
    if (error instanceof GatewayRefusal && CANNOT_PAY_BACK.has(error.reason)) return { outcome: 'refused' }
    throw error
  }
}

/** How a refund stands; Stripe carries our id with it. */
export async function stateOfRefundAtStripe({ refundId, payment }: RefundOrder): Promise<RefundAnswer> {
  const intent = intentOf(payment.gatewayPaymentId)
  const { data } = await callStripe((client) => client.refunds.list({ payment_intent: intent, limit: 100 }))
  const refund = data.find(({ metadata }) => metadata?.refundId === refundId)
  return refund ? answerOf(refund) : { outcome: 'unknown' }
}

function intentOf(gatewayPaymentId: string | null): string {
  if (!gatewayPaymentId) throw new GatewayRefusal('Stripe', 'payment-without-intent')
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
