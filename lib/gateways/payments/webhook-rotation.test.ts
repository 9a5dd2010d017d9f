import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readFawryEvent } from '#lib/gateways/payments/fawry/read-event.ts'
import { signOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import { readStripeEvent } from '#lib/gateways/payments/stripe/read-event.ts'
import { realTime } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

const [OLD, NEW, OTHER] = ['key_old', 'key_new', 'key_of_nobody']

const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: OLD }
const FAWRY = { FAWRY_MERCHANT_CODE: 'merchant', FAWRY_SECURE_KEY: OLD }

/** A message of Stripe with a signature of each of these secrets, as Stripe sends it while it rolls one. */
function stripeMessage(...secrets: readonly string[]) {
  const raw = Buffer.from(JSON.stringify({ id: 'evt_1', object: 'event', livemode: false, type: 'x' }))
  const at = Math.floor(realTime().getTime() / 1000)
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${at}.`).update(raw).digest('hex')}`,
  )
  return readStripeEvent(raw, { 'stripe-signature': [`t=${at}`, ...signatures].join(',') })
}

function fawryMessage(key: string) {
  const order = {
    fawryReference: '931600239',
    reference: 'ref-1',
    paidAmount: asPiastres(10_000),
    orderAmount: asPiastres(10_000),
    status: 'PAID',
    method: 'PAYATFAWRY',
    paymentReference: '1',
  }
  const message = {
    fawryRefNumber: order.fawryReference,
    merchantRefNumber: order.reference,
    paymentAmount: 100,
    orderAmount: 100,
    orderStatus: order.status,
    paymentMethod: order.method,
    paymentRefrenceNumber: order.paymentReference,
    messageSignature: signOrder(key, order),
  }
  return readFawryEvent(Buffer.from(JSON.stringify(message)))
}

const outcome = (reading: Promise<unknown>) =>
  reading.then(
    () => 'accepted',
    (error: unknown) => (error as { code: string }).code,
  )

describe.each([
  ['Stripe', 'STRIPE_WEBHOOK_SECRET_NEXT', STRIPE, (key: string) => stripeMessage(key)],
  [
    'Stripe, connected accounts',
    'STRIPE_CONNECT_WEBHOOK_SECRET_NEXT',
    STRIPE,
    (key: string) => stripeMessage(key),
  ],
  ['Fawry', 'FAWRY_SECURE_KEY_NEXT', FAWRY, fawryMessage],
] as const)('a webhook of %s', (_, next, settings, send) => {
  const outcomes = () => Promise.all([OLD, NEW, OTHER].map((key) => outcome(send(key))))

  it('is accepted with either secret while it is changed, before the switch and after, and with no other', async () => {
    const name = next.replace('_NEXT', '')
    const before = { ...settings, [next]: NEW }
    const after = { ...settings, [name]: NEW, [next]: OLD }
    expect(await withSettings(before, outcomes)).toEqual(['accepted', 'accepted', 'BAD_SIGNATURE'])
    expect(await withSettings(after, outcomes)).toEqual(['accepted', 'accepted', 'BAD_SIGNATURE'])
  })

  it('is accepted with one secret alone when nothing is changed', async () => {
    expect(await withSettings(settings, outcomes)).toEqual(['accepted', 'BAD_SIGNATURE', 'BAD_SIGNATURE'])
  })
})

describe('a message that Stripe signed with two secrets', () => {
  it('is accepted by whoever knows either', async () => {
    for (const secret of [OLD, NEW]) {
      const known = { ...STRIPE, STRIPE_WEBHOOK_SECRET: secret }
      expect(await withSettings(known, () => outcome(stripeMessage(OLD, NEW)))).toBe('accepted')
    }
  })
})
