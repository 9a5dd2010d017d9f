import Stripe from 'stripe'
import { fail, isRefusal } from '#lib/errors/app-error.ts'
import type { WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/** How old a message may be, or how far in the future, in seconds. The SDK itself accepts any time in the future. */
const TOLERANCE_SECONDS = 300

type Headers = Readonly<Record<string, string | undefined>>

/**
 * Reads a webhook message from Stripe. Verifies the signature over the raw bytes with either secret (payments,
 * connected accounts) and its time. A message of the other mode is ignored: live endpoints receive test messages too.
 * If neither secret fits, they may have been rotated: they are read again. Throws BAD_SIGNATURE.
 */
export const readStripeEvent = (raw: Buffer, headers: Headers): Promise<WebhookEvent> =>
  withFreshSecrets(
    () => verifyAndRead(raw, headers),
    (error) => isRefusal(error, 'BAD_SIGNATURE'),
  )

async function verifyAndRead(raw: Buffer, headers: Headers): Promise<WebhookEvent> {
  const settings = await config('stripe')
  const header = headers['stripe-signature'] ?? ''
  const secrets = [settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_CONNECT_WEBHOOK_SECRET]
  const event = secrets.map((secret) => verify(raw, header, secret)).find((found) => found !== null)
  if (!event || isFromTheFuture(header)) throw fail('BAD_SIGNATURE')
  const isOurMode = event.livemode === settings.STRIPE_SECRET_KEY.startsWith('sk_live_')
  return { gateway: 'Stripe', key: event.id, ...(isOurMode ? parse(event) : ignored(event)) }
}

function verify(raw: Buffer, header: string, secret: string | undefined): Stripe.Event | null {
  if (!secret) return null
  try {
    return Stripe.webhooks.constructEvent(raw, header, secret, TOLERANCE_SECONDS)
  } catch {
    return null
  }
}

/** A header without one whole number as its time counts too: the SDK would read `17x` as 17. */
function isFromTheFuture(header: string): boolean {
  const signedAt = Number(/(?:^|,)t=(\d+)(?:,|$)/.exec(header)?.[1] ?? Number.POSITIVE_INFINITY)
  return signedAt > realTime().getTime() / 1000 + TOLERANCE_SECONDS
}

type ParsedEvent = Omit<WebhookEvent, 'gateway' | 'key'>

const ignored = ({ type }: Stripe.Event): ParsedEvent => ({
  reference: null,
  gatewayPaymentId: null,
  content: { kind: 'other', type },
})

function parse(event: Stripe.Event): ParsedEvent {
  switch (event.type) {
    case 'payment_intent.succeeded': {
      const amount = asPiastres(event.data.object.amount_received)
      return intentEvent(event.data.object, { kind: 'paid', amount })
    }
    case 'payment_intent.payment_failed':
      return intentEvent(event.data.object, { kind: 'failed' })
    case 'payment_intent.canceled':
      return intentEvent(event.data.object, { kind: 'cancelled' })
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundEvent(event, event.data.object)
    case 'charge.dispute.funds_withdrawn':
      return chargebackEvent(event.data.object, 'chargedBack')
    case 'charge.dispute.funds_reinstated':
      return chargebackEvent(event.data.object, 'chargebackReversed')
    case 'account.updated': {
      const { id: accountId, payouts_enabled: ready } = event.data.object
      return { ...ignored(event), content: { kind: 'payoutAccount', accountId, ready } }
    }
    default:
      return ignored(event)
  }
}

const intentEvent = (
  { id, metadata }: Stripe.PaymentIntent,
  content: WebhookEvent['content'],
): ParsedEvent => ({
  reference: metadata.reference ?? null,
  gatewayPaymentId: id,
  content,
})

/** Only refunds that we requested carry our id. A refund that somebody made in Stripe's dashboard is ignored. */
function refundEvent(event: Stripe.Event, { status, metadata, payment_intent }: Stripe.Refund): ParsedEvent {
  const refundId = metadata?.refundId
  if (!refundId) return ignored(event)
  const payment = { reference: null, gatewayPaymentId: idOf(payment_intent) }
  if (status === 'succeeded') return { ...payment, content: { kind: 'refunded', refundId, whole: false } }
  if (status === 'failed') return { ...payment, content: { kind: 'refundFailed', refundId } }
  return ignored(event)
}

const chargebackEvent = (
  { id: chargebackId, amount, payment_intent }: Stripe.Dispute,
  kind: 'chargedBack' | 'chargebackReversed',
): ParsedEvent => ({
  reference: null,
  gatewayPaymentId: idOf(payment_intent),
  content: { kind, amount: asPiastres(amount), chargebackId },
})

/** The id of an object that Stripe sends either as its id or expanded. */
const idOf = (object: string | { readonly id: string } | null): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null)
