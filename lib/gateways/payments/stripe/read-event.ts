import Stripe from 'stripe'
import { fail } from '#lib/errors/app-error.ts'
import type { GatewayEvent } from '#lib/gateways/payments/payments.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** How old a message may be, and how far ahead its clock, in seconds. The SDK itself takes any from the future. */
const TOLERANCE = 300

type Headers = Readonly<Record<string, string | undefined>>

/**
 * Reads a message of Stripe: the signature over the raw bytes with either secret (payments, connected accounts), its
 * time, and that it is of our own mode, since a live endpoint is sent test messages as well. Throws BAD_SIGNATURE.
 */
export async function readStripeEvent(raw: Buffer, headers: Headers): Promise<GatewayEvent> {
  const settings = await config('stripe')
  const header = headers['stripe-signature'] ?? ''
  const secrets = [settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_CONNECT_WEBHOOK_SECRET]
  const event = secrets.map((secret) => verified(raw, header, secret)).find((found) => found !== null)
  if (!event || isFromTheFuture(header)) throw fail('BAD_SIGNATURE')
  const isOurMode = event.livemode === settings.STRIPE_SECRET_KEY.startsWith('sk_live_')
  const about = isOurMode ? whatHappened(event) : nothing(event)
  return { gateway: 'Stripe', key: event.id, ...about }
}

function verified(raw: Buffer, header: string, secret: string | undefined): Stripe.Event | null {
  if (!secret) return null
  try {
    return Stripe.webhooks.constructEvent(raw, header, secret, TOLERANCE)
  } catch {
    return null
  }
}

function isFromTheFuture(header: string): boolean {
  const signedAt = Number(/(?:^|,)t=(\d+)/.exec(header)?.[1] ?? Number.POSITIVE_INFINITY)
  return signedAt > realTime().getTime() / 1000 + TOLERANCE
}

type About = Omit<GatewayEvent, 'gateway' | 'key'>

const nothing = ({ type }: Stripe.Event): About => ({
  reference: null,
  gatewayPaymentId: null,
  happened: { kind: 'other', type },
})

function whatHappened(event: Stripe.Event): About {
  switch (event.type) {
    case 'payment_intent.succeeded': {
      const amount = asPiastres(event.data.object.amount_received)
      return of(event.data.object, { kind: 'paid', amount })
    }
    case 'payment_intent.payment_failed':
      return of(event.data.object, { kind: 'failed' })
    case 'payment_intent.canceled':
      return of(event.data.object, { kind: 'cancelled' })
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundWord(event, event.data.object)
    case 'charge.dispute.funds_withdrawn':
      return chargebackWord(event.data.object, 'chargedBack')
    case 'charge.dispute.funds_reinstated':
      return chargebackWord(event.data.object, 'chargebackReversed')
    case 'account.updated': {
      const { id: accountId, payouts_enabled: ready } = event.data.object
      return { ...nothing(event), happened: { kind: 'payoutAccount', accountId, ready } }
    }
    default:
      return nothing(event)
  }
}

const of = ({ id, metadata }: Stripe.PaymentIntent, happened: GatewayEvent['happened']): About => ({
  reference: metadata.reference ?? null,
  gatewayPaymentId: id,
  happened,
})

/** Only refunds that we ordered carry our id; one that was made by hand at Stripe is none of ours. */
function refundWord(event: Stripe.Event, { status, metadata, payment_intent }: Stripe.Refund): About {
  const refundId = metadata?.refundId
  if (!refundId) return nothing(event)
  const about = { reference: null, gatewayPaymentId: idOf(payment_intent) }
  if (status === 'succeeded') return { ...about, happened: { kind: 'refunded', refundId, whole: false } }
  if (status === 'failed') return { ...about, happened: { kind: 'refundFailed', refundId } }
  return nothing(event)
}

const chargebackWord = (
  { id: chargebackId, amount, payment_intent }: Stripe.Dispute,
  kind: 'chargedBack' | 'chargebackReversed',
): About => ({
  reference: null,
  gatewayPaymentId: idOf(payment_intent),
  happened: { kind, amount: asPiastres(amount), chargebackId },
})

const idOf = (reference: string | { readonly id: string } | null): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null)
