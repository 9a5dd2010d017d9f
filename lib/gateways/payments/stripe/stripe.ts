import type { PaymentGateway } from '#lib/gateways/payments/payments.ts'
import { cancelIntent, openIntent, stateAtStripe } from '#lib/gateways/payments/stripe/intents.ts'
import { readStripeEvent } from '#lib/gateways/payments/stripe/read-event.ts'
import { refundAtStripe, stateOfRefundAtStripe } from '#lib/gateways/payments/stripe/refunds.ts'

/** Stripe: cards. What it can and cannot do in Egypt: docs/decisions/stripe.md. */
export const stripeGateway: PaymentGateway = {
  open: openIntent,
  stateOf: stateAtStripe,
  cancel: cancelIntent,
  refund: refundAtStripe,
  stateOfRefund: stateOfRefundAtStripe,
  readEvent: readStripeEvent,
}
