import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeRequest, serve } from '#infra/fakes/fake-server.ts'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'
import { freePort } from '#infra/local/mongod.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import { stripeOnboarding, stripePayouts } from '#lib/gateways/payouts/stripe.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** stripe-mock is Stripe's own mock server, generated from its OpenAPI description; `go install` puts it in ~/go/bin. */
const PLACES = [...(process.env.PATH ?? '').split(path.delimiter), path.join(homedir(), 'go', 'bin')]
const BINARY = PLACES.map((folder) => path.join(folder, 'stripe-mock')).find((file) => existsSync(file))
if (!BINARY)
  process.stdout.write(
    'SKIPPED: stripe-mock is not installed, so the shapes of the Stripe fake were not compared\n',
  )

interface Exchange {
  readonly request: FakeRequest
  readonly answer: unknown
}

/** Makes each of our calls against the fake and records every request with its answer. */
async function recordEveryCall(): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = []
  const fake = await startStripeFake()
  const proxy = await serve(async (request) => {
    const { method, url, headers, body } = request
    const { host: _, connection: __, 'content-length': ___, ...forwarded } = headers
    const answer = await fetch(fake.url + url.pathname + url.search, {
      method,
      headers: forwarded,
      ...(method === 'POST' && { body }),
    })
    const json: unknown = await answer.json()
    if (answer.ok) exchanges.push({ request, answer: json })
    return { status: answer.status, json }
  })
  Object.assign(process.env, fake.env, { STRIPE_API_BASE: proxy.url })
  forgetConfig()
  const amount = asPiastres(58_055)
  const charge = {
    paymentId: newId<'Payment'>(),
    reference: newId<'Payment'>().slice(4).toUpperCase(),
    amount,
    method: 'card' as const,
    description: 'Craftworks job',
    group: 'job_1',
    payer: { id: 'u', name: 'Mona', email: 'mona@example.com', phone: null, locale: 'ar' as const },
    expiresAt: new Date('2027-01-01'),
    returnUrl: 'https://craftworks.example/payments/1',
  }
  const opened = await stripeGateway.open(charge)
  await stripeGateway.stateOf({ ...charge, gatewayPaymentId: null })
  await fake.pay(opened.gatewayPaymentId ?? '', 'paid')
  const payment = { ...charge, gatewayPaymentId: opened.gatewayPaymentId }
  await stripeGateway.stateOf(payment)
  const refund = {
    refundId: newId<'Refund'>(),
    payment,
    amount: asPiastres(100),
    refundedBefore: asPiastres(0),
  }
  await stripeGateway.refund(refund)
  await stripeGateway.stateOfRefund(refund)
  const other = await stripeGateway.open({ ...charge, paymentId: newId<'Payment'>() })
  await stripeGateway.cancel({ ...charge, gatewayPaymentId: other.gatewayPaymentId })
  const craftsmanId = newId<'User'>()
  const destination = await stripeOnboarding.openAccount({ craftsmanId, email: 'karim@example.com' })
  await stripeOnboarding.onboardingUrl(destination, {
    returnUrl: 'https://craftworks.example/wallet',
    refreshUrl: 'https://craftworks.example/wallet/again',
  })
  await fake.approve(destination)
  await stripeOnboarding.isReady(destination)
  const payout = { payoutId: newId<'Payout'>(), amount: asPiastres(200), craftsmanId, destination }
  await stripePayouts.send(payout)
  await stripePayouts.stateOf(payout)
  await Promise.all([proxy.stop(), fake.stop()])
  return exchanges
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value

/** The fields of our answer that Stripe does not have or has with another type. Null matches every type. */
function unknownFieldsIn(ours: unknown, theirs: unknown, place: string): readonly string[] {
  if (ours === null || theirs === null || place.endsWith('.metadata')) return []
  if (kindOf(ours) !== kindOf(theirs)) return [`${place} is ${kindOf(ours)}, but ${kindOf(theirs)} at Stripe`]
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.length === 0 || theirs.length === 0 ? [] : unknownFieldsIn(ours[0], theirs[0], `${place}[]`)
  }
  if (typeof ours !== 'object') return []
  const known = theirs as Readonly<Record<string, unknown>>
  return Object.entries(ours).flatMap(([name, value]) =>
    name in known
      ? unknownFieldsIn(value, known[name], `${place}.${name}`)
      : [`${place}.${name}: Stripe has no such field`],
  )
}

describe.skipIf(!BINARY)('the Stripe fake, compared with stripe-mock', () => {
  let mock: ChildProcess
  let mockUrl: string
  let exchanges: readonly Exchange[]

  beforeAll(async () => {
    exchanges = await recordEveryCall()
    const port = await freePort()
    mockUrl = `http://127.0.0.1:${port}`
    mock = spawn(BINARY ?? '', ['-http-port', String(port)], { stdio: 'ignore' })
    for (let tries = 0; tries < 50; tries += 1) {
      if (await fetch(mockUrl).catch(() => null)) return
      await wait(100)
    }
    throw new Error('stripe-mock does not answer')
  })
  afterAll(() => mock.kill())

  it('gets only requests that Stripe accepts, and answers with the fields and types of Stripe', async () => {
    expect(exchanges.length).toBeGreaterThanOrEqual(12)
    for (const { request, answer } of exchanges) {
      const { method, url, headers, body } = request
      const name = `${method} ${url.pathname.replace(/(pi|re|tr|acct)_\w+/, '{id}')}`
      const theirs = await fetch(mockUrl + url.pathname + url.search, {
        method,
        headers: {
          authorization: 'Bearer sk_test_123',
          ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
        },
        ...(method === 'POST' && { body }),
      })
      const json = (await theirs.json()) as unknown
      expect(`${theirs.status} ${theirs.ok ? '' : JSON.stringify(json)}`, name).toBe('200 ')
      expect(unknownFieldsIn(answer, json, name)).toEqual([])
    }
  })
})
