import type { StripeFake } from '#infra/fakes/stripe/stripe.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'

/** Sends messages that Stripe signed: `stripeSays('refund.created', aStripeRefund(...))`. */
export const stripeWebhooks =
  (stripe: { readonly its: StripeFake }) =>
  (type: string, object: object): Promise<string> => {
    const { body, header } = stripe.its.sign(type, object)
    return handleWebhook(Buffer.from(body), { 'stripe-signature': header })
  }

/** A refund that somebody made in Stripe's dashboard: it carries no id of ours. */
export const aStripeRefund = (
  { intent }: { readonly intent: string },
  id: string,
  amount: number,
  status = 'succeeded',
) => ({
  object: 'refund',
  id,
  amount,
  currency: 'egp',
  payment_intent: intent,
  status,
  metadata: {},
})
