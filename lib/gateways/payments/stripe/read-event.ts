import { createHash } from 'node:crypto'
import Stripe from 'stripe'
import * as z from 'zod'
import { fail, isRefusal } from '#lib/errors/app-error.ts'
import type { WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { foreign } from '#lib/gateways/payments/stripe/intents.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/** How old a message may be, or how far in the future, in seconds. The SDK itself accepts any time in the future. */
const TOLERANCE_SECONDS = 300

type Headers = Readonly<Record<string, string | undefined>>

/**
 * Reads a webhook message from Stripe. Verifies the signature over the raw bytes with each secret (payments,
 * connected accounts, and the other one of each while they are changed) and its time. A message of the other mode is ignored: live endpoints receive test messages too.
 * Whatever else Stripe signs is acknowledged. If no secret fits, they may have been rotated: they are read again.
 * Throws BAD_SIGNATURE.
 */
export const readStripeEvent = (raw: Buffer, headers: Headers): Promise<WebhookEvent> =>
  withFreshSecrets(
    () => verifyAndRead(raw, headers),
    (error) => isRefusal(error, 'BAD_SIGNATURE'),
  )

async function verifyAndRead(raw: Buffer, headers: Headers): Promise<WebhookEvent> {
  const settings = await config('stripe')
  const header = headers['stripe-signature'] ?? ''
  const secrets = [
    settings.STRIPE_WEBHOOK_SECRET,
    settings.STRIPE_CONNECT_WEBHOOK_SECRET,
    settings.STRIPE_WEBHOOK_SECRET_NEXT,
    settings.STRIPE_CONNECT_WEBHOOK_SECRET_NEXT,
  ]
  const isSigned = secrets.some((secret) => secret && hasSignature(raw, header, secret))
  if (!isSigned || isFromTheFuture(header)) throw fail('BAD_SIGNATURE')
  const event = readSnapshot(raw)
  if (!event) return { gateway: 'Stripe', ...readOther(raw) }
  const isOurMode = event.livemode === settings.STRIPE_SECRET_KEY.startsWith('sk_live_')
  return { gateway: 'Stripe', key: event.id, ...(isOurMode ? parse(event) : ignored(event)) }
}

function hasSignature(raw: Buffer, header: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(raw, header, secret, TOLERANCE_SECONDS) ?? false
  } catch {
    return false
  }
}

/** What every event of version 1 has; only those tell of payments and accounts. */
const snapshot = z.looseObject({
  object: z.literal('event'),
  id: z.string().min(1).max(255),
  type: z.string(),
  livemode: z.boolean(),
  data: z.looseObject({ object: z.looseObject({}) }),
})

function readSnapshot(raw: Buffer): Stripe.Event | null {
  return snapshot.safeParse(parseJson(raw)).success ? (parseJson(raw) as Stripe.Event) : null
}

/** Any other signed message, for example an event of version 2: it is acknowledged, and changes nothing. */
function readOther(raw: Buffer): Omit<WebhookEvent, 'gateway'> {
  const { id, type } = z
    .object({ id: z.string().min(1).max(255).optional(), type: z.string().max(255).optional() })
    .catch({})
    .parse(parseJson(raw))
  const key = id ?? createHash('sha256').update(raw).digest('hex')
  return { key, ...ignored({ type: type ?? 'unknown' }) }
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

/** A header without one whole number as its time counts too: the SDK would read `17x` as 17. */
function isFromTheFuture(header: string): boolean {
  const signedAt = Number(/(?:^|,)t=(\d+)(?:,|$)/.exec(header)?.[1] ?? Number.POSITIVE_INFINITY)
  return signedAt > realTime().getTime() / 1000 + TOLERANCE_SECONDS
}

type ParsedEvent = Omit<WebhookEvent, 'gateway' | 'key'>

const ignored = ({ type }: { readonly type: string }): ParsedEvent => ({
  reference: null,
  gatewayPaymentId: null,
  content: { kind: 'other', type },
})

function parse(event: Stripe.Event): ParsedEvent {
  switch (event.type) {
    case 'payment_intent.succeeded': {
      const amount = asPiastres(event.data.object.amount_received)
      return intentEvent(event.data.object, { kind: 'paid', amount, ...foreign(event.data.object) })
    }
    case 'payment_intent.payment_failed':
      return intentEvent(event.data.object, { kind: 'failed' })
    case 'payment_intent.canceled':
      return intentEvent(event.data.object, { kind: 'cancelled' })
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundEvent(event, event.data.object)
    case 'charge.refunded':
      return chargeRefunded(event, event.data.object)
    case 'charge.dispute.funds_withdrawn':
      return chargebackEvent(event, event.data.object, 'chargedBack')
    case 'charge.dispute.funds_reinstated':
      return chargebackEvent(event, event.data.object, 'chargebackReversed')
    case 'charge.dispute.closed': // one that was won has its own message, when the money is back
      return event.data.object.status === 'lost'
        ? chargebackEvent(event, event.data.object, 'chargebackLost')
        : ignored(event)
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

/** Only refunds that we ordered carry our id. Others were made in Stripe's dashboard, or by Stripe itself. */
function refundEvent(event: Stripe.Event, refund: Stripe.Refund): ParsedEvent {
  const { id, amount, status, metadata, payment_intent } = refund
  const payment = { reference: null, gatewayPaymentId: idOf(payment_intent) }
  const hasFailed = status === 'failed' || status === 'canceled'
  const refundId = metadata?.refundId
  if (refundId) {
    const made = Number.isSafeInteger(amount) ? { amount: asPiastres(amount) } : {}
    if (status === 'succeeded')
      return { ...payment, content: { kind: 'refunded', refundId, whole: false, ...made } }
    return hasFailed ? { ...payment, content: { kind: 'refundFailed', refundId } } : ignored(event)
  }
  if (status === 'requires_action') return ignored(event) // nothing has moved yet
  const kind = hasFailed ? 'refundElsewhereFailed' : 'refundedElsewhere'
  return { ...payment, content: { kind, refundId: id, amount: asPiastres(amount) } }
}

/** What was refunded of a charge in all: its message has no id of the refund that made it. */
function chargeRefunded(
  event: Stripe.Event,
  { payment_intent, amount_refunded }: Stripe.Charge,
): ParsedEvent {
  if (!payment_intent) return ignored(event)
  const total = asPiastres(amount_refunded)
  return {
    reference: null,
    gatewayPaymentId: idOf(payment_intent),
    content: { kind: 'refundedInAll', total, mayBeOld: true },
  }
}

type ChargebackKind = Extract<WebhookEvent['content'], { chargebackId: string }>['kind']

/** A payment in another currency was never in our books, so neither is its chargeback. */
const chargebackEvent = (event: Stripe.Event, dispute: Stripe.Dispute, kind: ChargebackKind): ParsedEvent =>
  'currency' in foreign({ currency: dispute.currency })
    ? ignored(event)
    : {
        reference: null,
        gatewayPaymentId: idOf(dispute.payment_intent),
        content: contentOfDispute(dispute, kind),
      }

/**
 * A bank may take the money of one dispute again after it returned it, and Stripe may make two events of one withdrawal:
 * the newest movement of our balance says which one it is. If that is another movement, the event stands for itself.
 */
function contentOfDispute(dispute: Stripe.Dispute, kind: ChargebackKind): WebhookEvent['content'] {
  const of = { amount: asPiastres(dispute.amount), chargebackId: dispute.id }
  const { balance_transactions: moved = [] }: Partial<Stripe.Dispute> = dispute
  const isReturn = ({ amount }: Stripe.BalanceTransaction) => amount > 0
  if (kind === 'chargebackLost') {
    return { kind, ...of, ...(moved.length > 0 && { returned: moved.filter(isReturn).length }) }
  }
  const newest = moved.toSorted((a, b) => a.created - b.created).at(-1)
  const isMeant = newest && isReturn(newest) === (kind === 'chargebackReversed')
  return { kind, ...of, ...(isMeant && { movement: newest.id }) }
}

/** The id of an object that Stripe sends either as its id or expanded. */
const idOf = (object: string | { readonly id: string } | null): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null)
