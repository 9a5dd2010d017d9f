import { beforeEach, describe, expect, it } from 'vitest'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'
import type { Charge, PaymentKey, WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import { stripeOnboarding, stripePayouts } from '#lib/gateways/payouts/stripe.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aFake } from '#lib/testing/fakes.ts'

const stripe = aFake(() => startStripeFake())
const AMOUNT = asPiastres(58_055)

let charge: Charge
beforeEach(() => {
  charge = {
    paymentId: newId<'Payment'>(),
    reference: newId<'Payment'>().slice(4).toUpperCase(),
    amount: AMOUNT,
    method: 'card',
    description: 'Craftworks job',
    group: 'job_1',
    payer: { id: 'u', name: 'Mona', email: 'mona@example.com', phone: null, locale: 'ar' },
    expiresAt: new Date('2027-01-01'),
    returnUrl: 'https://craftworks.example/payments/1',
  }
})

const opened = async (): Promise<PaymentKey> => {
  const { gatewayPaymentId } = await stripeGateway.open(charge)
  return { ...charge, gatewayPaymentId }
}
const paid = async () => {
  const payment = await opened()
  await stripe.its.pay(payment.gatewayPaymentId ?? '', 'paid')
  return payment
}
const refundOf = (payment: PaymentKey, amount: number = AMOUNT) => ({
  refundId: newId<'Refund'>(),
  payment,
  amount: asPiastres(amount),
  refundedBefore: asPiastres(0),
})

describe('a payment by card', () => {
  it('is an intent in piastres with our reference, and the same intent when it is opened again', async () => {
    const first = await stripeGateway.open(charge)
    const again = await stripeGateway.open(charge)
    expect(again).toEqual(first)
    expect(first.clientSecret).toContain(first.gatewayPaymentId)
    expect(stripe.its.records.intents.get(first.gatewayPaymentId ?? '')).toMatchObject({
      amount: AMOUNT,
      currency: 'egp',
      transfer_group: 'job_1',
      metadata: { reference: charge.reference, paymentId: charge.paymentId },
    })
  })

  it('with another amount under the same key is refused', async () => {
    await stripeGateway.open(charge)
    const other = stripeGateway.open({ ...charge, amount: asPiastres(1) })
    await expect(other).rejects.toMatchObject({ reason: 'idempotency_key_in_use' })
  })

  it.each(['paid', 'pending', 'failed', 'cancelled'] as const)('has the state %s', async (state) => {
    const payment = await opened()
    const id = payment.gatewayPaymentId ?? ''
    if (state === 'paid' || state === 'failed') await stripe.its.pay(id, state)
    if (state === 'cancelled') await stripeGateway.cancel(payment)
    expect(await stripeGateway.stateOf(payment)).toMatchObject({ state, gatewayPaymentId: id })
  })

  it('is found by our reference if the response with its id was lost', async () => {
    stripe.its.loseNextAnswer(2)
    await expect(stripeGateway.open(charge)).rejects.toThrow('the answer of Stripe was lost')
    const key = { ...charge, gatewayPaymentId: null }
    expect(await stripeGateway.stateOf(key)).toMatchObject({ state: 'pending' })
    expect((await stripeGateway.open(charge)).gatewayPaymentId).toMatch(/^pi_/)
    const own = [...stripe.its.records.intents.values()].filter(
      ({ metadata }) => metadata.reference === charge.reference,
    )
    expect(own).toHaveLength(1)
  })

  it('that Stripe does not know is unknown', async () => {
    expect(await stripeGateway.stateOf({ ...charge, gatewayPaymentId: null })).toEqual({ state: 'unknown' })
  })

  it('that was paid meanwhile is not cancelled', async () => {
    expect(await stripeGateway.cancel(await paid())).toMatchObject({ state: 'paid', amount: AMOUNT })
  })

  it.each([500, 503])('throws a LostResponseError if Stripe fails with %d', async (status) => {
    stripe.its.failNext(status, 2)
    await expect(stripeGateway.open(charge)).rejects.toThrow('the answer of Stripe was lost')
  })
})

describe('a refund', () => {
  it('is made in part and in full, only once for our key', async () => {
    const payment = await paid()
    const part = refundOf(payment, 10_000)
    expect(await stripeGateway.refund(part)).toEqual({ outcome: 'confirmed' })
    expect(await stripeGateway.refund(part)).toEqual({ outcome: 'confirmed' })
    expect(await stripeGateway.stateOf(payment)).toMatchObject({ state: 'partlyRefunded' })
    await stripeGateway.refund(refundOf(payment, AMOUNT - 10_000))
    expect(await stripeGateway.stateOf(payment)).toMatchObject({ state: 'refunded' })
  })

  it('whose response was lost is found by our id', async () => {
    const order = refundOf(await paid())
    stripe.its.loseNextAnswer(2)
    await expect(stripeGateway.refund(order)).rejects.toThrow('lost')
    expect(await stripeGateway.stateOfRefund(order)).toEqual({ outcome: 'confirmed' })
    expect(await stripeGateway.stateOfRefund(refundOf(order.payment))).toEqual({ outcome: 'unknown' })
  })

  it('that Stripe refuses for another reason may be tried again, so it throws', async () => {
    const payment = await paid()
    stripe.its.failNext(401, 1)
    await expect(stripeGateway.refund(refundOf(payment))).rejects.toMatchObject({ reason: 'api_error' })
    expect(await stripeGateway.refund(refundOf(payment))).toEqual({ outcome: 'confirmed' })
  })

  it('of a payment that was already refunded is refused', async () => {
    const payment = await paid()
    await stripeGateway.refund(refundOf(payment))
    expect(await stripeGateway.refund(refundOf(payment))).toEqual({ outcome: 'refused' })
  })
})

describe('a webhook message from Stripe', () => {
  const read = (body: string | Buffer, header: string) =>
    stripeGateway.readEvent(Buffer.from(body), { 'stripe-signature': header })
  const intent = {
    id: 'pi_1',
    amount_received: 5,
    currency: 'egp',
    metadata: { reference: 'R1', note: 'شكرًا' },
  }

  it('is verified over its raw bytes, with Arabic text too', async () => {
    const { body, header } = stripe.its.sign('payment_intent.succeeded', intent)
    const event = await read(body, header)
    expect(event).toMatchObject({
      reference: 'R1',
      gatewayPaymentId: 'pi_1',
      content: { kind: 'paid', amount: 5 },
    })
    expect((await read(body, header)).key).toBe(event.key)
  })

  it('is refused if a byte was changed, or if the signature is wrong, missing, too old or from the future', async () => {
    const { body, header } = stripe.its.sign('payment_intent.succeeded', intent)
    const now = Math.floor(Date.now() / 1000)
    const old = stripe.its.sign('payment_intent.succeeded', intent, now - 400)
    const early = stripe.its.sign('payment_intent.succeeded', intent, now + 400)
    for (const [given, signed] of [
      [body.replace('"amount_received":5', '"amount_received":6'), header],
      [body, header.replace(/v1=\w{8}/, 'v1=00000000')],
      [body, ''],
      [body, header.replace(/t=\d+/, '$&x')],
      [old.body, old.header],
      [early.body, early.header],
    ] as const) {
      await expect(read(given, signed)).rejects.toThrow('BAD_SIGNATURE')
    }
  })

  it.each([
    ['payment_intent.payment_failed', intent, { kind: 'failed' }],
    ['payment_intent.canceled', intent, { kind: 'cancelled' }],
    [
      'refund.updated',
      { status: 'succeeded', metadata: { refundId: 'r1' }, payment_intent: 'pi_1' },
      { kind: 'refunded', refundId: 'r1', whole: false },
    ],
    [
      'refund.failed',
      { status: 'failed', metadata: { refundId: 'r1' }, payment_intent: 'pi_1' },
      { kind: 'refundFailed', refundId: 'r1' },
    ],
    [
      'refund.updated',
      { id: 're_1', amount: 7, status: 'succeeded', metadata: {}, payment_intent: 'pi_1' },
      { kind: 'refundedElsewhere', refundId: 're_1', amount: 7 },
    ],
    [
      'charge.refunded',
      { amount_refunded: 7, payment_intent: 'pi_1' },
      { kind: 'refundedInAll', total: 7, mayBeOld: true },
    ],
    [
      'charge.dispute.funds_withdrawn',
      { id: 'dp_1', amount: 7, currency: 'egp', payment_intent: 'pi_1' },
      { kind: 'chargedBack', amount: 7, chargebackId: 'dp_1' },
    ],
    [
      'charge.dispute.funds_reinstated',
      { id: 'dp_1', amount: 7, currency: 'egp', payment_intent: 'pi_1' },
      { kind: 'chargebackReversed', amount: 7, chargebackId: 'dp_1' },
    ],
    [
      'account.updated',
      { id: 'acct_1', payouts_enabled: true },
      { kind: 'payoutAccount', accountId: 'acct_1', ready: true },
    ],
    ['customer.created', {}, { kind: 'other', type: 'customer.created' }],
  ] as const)('%s with %o is read as %o', async (type, object, content) => {
    const { body, header } = stripe.its.sign(type, object)
    const event: WebhookEvent = await read(body, header)
    expect(event.content).toEqual(content)
  })

  it('is of test mode, as our test key is', () => {
    const key = process.env.STRIPE_SECRET_KEY
    const { body } = stripe.its.sign('payment_intent.succeeded', intent)
    expect(JSON.parse(body)).toMatchObject({ livemode: false })
    expect(key).toMatch(/^sk_test_/)
  })
})

describe('a payout through Stripe', () => {
  const anAccount = async () => {
    const account = await stripeOnboarding.openAccount({
      craftsmanId: newId<'User'>(),
      email: 'k@example.com',
    })
    await stripe.its.approve(account)
    return account
  }

  it('is a transfer to the craftsman’s account, made only once for our key', async () => {
    await paid()
    const order = {
      payoutId: newId<'Payout'>(),
      amount: asPiastres(1_000),
      craftsmanId: 'k',
      destination: await anAccount(),
    }
    const sent = await stripePayouts.send(order)
    expect(sent).toMatchObject({ outcome: 'paid' })
    expect(await stripePayouts.send(order)).toEqual(sent)
    expect(await stripePayouts.stateOf(order)).toEqual(sent)
    expect(
      [...stripe.its.records.transfers.values()].filter(
        ({ metadata }) => metadata.payoutId === order.payoutId,
      ),
    ).toHaveLength(1)
  })

  it('that Stripe does not know is unknown, and one whose response was lost is found', async () => {
    await paid()
    const order = {
      payoutId: newId<'Payout'>(),
      amount: asPiastres(1_000),
      craftsmanId: 'k',
      destination: await anAccount(),
    }
    expect(await stripePayouts.stateOf(order)).toEqual({ outcome: 'unknown' })
    stripe.its.loseNextAnswer(2)
    await expect(stripePayouts.send(order)).rejects.toThrow('lost')
    expect(await stripePayouts.stateOf(order)).toMatchObject({ outcome: 'paid' })
  })

  it('for which the platform has not enough money is refused, and nothing happens', async () => {
    const order = {
      payoutId: newId<'Payout'>(),
      amount: asPiastres(90_000_000),
      craftsmanId: 'k',
      destination: await anAccount(),
    }
    await expect(stripePayouts.send(order)).rejects.toMatchObject({ reason: 'balance_insufficient' })
    expect(await stripePayouts.stateOf(order)).toEqual({ outcome: 'unknown' })
  })

  it('goes to an account that the craftsman opened once and Stripe approved', async () => {
    const craftsman = { craftsmanId: newId<'User'>(), email: 'k@example.com' }
    const account = await stripeOnboarding.openAccount(craftsman)
    expect(await stripeOnboarding.openAccount(craftsman)).toBe(account)
    expect(await stripeOnboarding.isReady(account)).toBe(false)
    const back = { returnUrl: 'https://craftworks.example/a', refreshUrl: 'https://craftworks.example/b' }
    expect(await stripeOnboarding.onboardingUrl(account, back)).toMatch(/^https:/)
    await stripe.its.approve(account)
    expect(await stripeOnboarding.isReady(account)).toBe(true)
  })
})
