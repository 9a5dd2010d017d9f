import type Stripe from 'stripe'
import {
  type Charge,
  type Checkout,
  GatewayRefusedError,
  type GatewayState,
  type PaymentKey,
} from '#lib/gateways/payments/payments.ts'
import { callStripe } from '#lib/gateways/payments/stripe/call-stripe.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

const OURS = 'egp'

/**
 * Opens a PaymentIntent: a separate charge to the platform's balance, grouped with the transfers that may follow
 * (docs.stripe.com/connect/separate-charges-and-transfers). The idempotency key is derived from our id, so that the
 * same charge is the same intent, whichever process requests it.
 */
export async function openIntent(charge: Charge): Promise<Checkout> {
  const { paymentId, reference, amount, description, group } = charge
  const intent = await callStripe((client) =>
    client.paymentIntents.create(
      {
        amount,
        currency: OURS,
        allowed_payment_method_types: ['card'],
        description,
        transfer_group: group,
        metadata: { reference, paymentId },
      },
      { idempotencyKey: `pi:${paymentId}` },
    ),
  )
  return { gatewayPaymentId: intent.id, ...(intent.client_secret && { clientSecret: intent.client_secret }) }
}

/** The state of a payment, looked up by Stripe's id, else by our reference. */
export async function stateAtStripe(payment: PaymentKey): Promise<GatewayState> {
  const intent = await findIntent(payment)
  return intent ? stateOf(intent) : { state: 'unknown' }
}

/** Cancels an unpaid intent. Stripe refuses if the intent has succeeded meanwhile; then its state is looked up. */
export async function cancelIntent(payment: PaymentKey): Promise<GatewayState> {
  const intent = await findIntent(payment)
  if (!intent) return { state: 'unknown' }
  try {
    return stateOf(await callStripe((client) => client.paymentIntents.cancel(intent.id)))
  } catch (error) {
    const isFinal = error instanceof GatewayRefusedError && error.reason === 'payment_intent_unexpected_state'
    if (!isFinal) throw error
    return stateAtStripe({ ...payment, gatewayPaymentId: intent.id })
  }
}

async function findIntent({ gatewayPaymentId, reference }: PaymentKey): Promise<Stripe.PaymentIntent | null> {
  if (gatewayPaymentId) {
    return callStripe((client) =>
      client.paymentIntents.retrieve(gatewayPaymentId, { expand: ['latest_charge'] }),
    )
  }
  const query = `metadata['reference']:'${reference}'`
  const { data } = await callStripe((client) => client.paymentIntents.search({ query, limit: 1 }))
  return data[0] ?? null
}

function stateOf(intent: Stripe.PaymentIntent): GatewayState {
  const gatewayPaymentId = intent.id
  switch (intent.status) {
    case 'succeeded': {
      const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
      const refunded = charge?.amount_refunded ?? 0
      const isFullRefund = refunded >= intent.amount_received
      const state = refunded === 0 ? 'paid' : isFullRefund ? 'refunded' : 'partlyRefunded'
      return {
        state,
        gatewayPaymentId,
        amount: asPiastres(intent.amount_received),
        refunded: asPiastres(refunded),
        ...foreign(intent),
      }
    }
    case 'canceled':
      return { state: 'cancelled', gatewayPaymentId }
    default:
      return { state: intent.last_payment_error ? 'failed' : 'pending', gatewayPaymentId }
  }
}

/** The currency of an object, where it says another one than we asked for. */
export const foreign = ({ currency }: { readonly currency?: string }): { readonly currency?: string } =>
  currency === undefined || currency === OURS ? {} : { currency: currency.toUpperCase() }
