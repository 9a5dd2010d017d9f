import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#infra/local/mongod.ts'
import { serve, type StandInRequest } from '#infra/local/stand-ins/stand-in.ts'
import { startStripeStandIn } from '#infra/local/stand-ins/stripe.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import { stripeOnboarding, stripePayouts } from '#lib/gateways/payouts/stripe.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'

/** stripe-mock is Stripe's own server made of its OpenAPI description; `go install` leaves it in ~/go/bin. */
const PLACES = [...(process.env.PATH ?? '').split(path.delimiter), path.join(homedir(), 'go', 'bin')]
const BINARY = PLACES.map((folder) => path.join(folder, 'stripe-mock')).find((file) => existsSync(file))
if (!BINARY)
  process.stdout.write(
    'SKIPPED: stripe-mock is not installed, so the Stripe stand-in’s shapes were not compared\n',
  )

interface Exchange {
  readonly request: StandInRequest
  readonly answer: unknown
}

/** Makes every call of ours against the stand-in, and keeps what was asked and answered. */
async function everyCallOfOurs(): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = []
  const standIn = await startStripeStandIn()
  const between = await serve(async (request) => {
    const { method, url, headers, body } = request
    const { host: _, connection: __, 'content-length': ___, ...kept } = headers
    const answer = await fetch(standIn.url + url.pathname + url.search, {
      method,
      headers: kept,
      ...(method === 'POST' && { body }),
    })
    const json: unknown = await answer.json()
    if (answer.ok) exchanges.push({ request, answer: json })
    return { status: answer.status, json }
  })
  Object.assign(process.env, standIn.env, { STRIPE_API_BASE: between.url })
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
  await standIn.pay(opened.gatewayPaymentId ?? '', 'paid')
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
  await standIn.approve(destination)
  await stripeOnboarding.isReady(destination)
  const payout = { payoutId: newId<'Payout'>(), amount: asPiastres(200), craftsmanId, destination }
  await stripePayouts.send(payout)
  await stripePayouts.stateOf(payout)
  await Promise.all([between.stop(), standIn.stop()])
  return exchanges
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value

/** Fields of ours that Stripe does not have, or has as something else; nothing fits everything. */
function strangersIn(ours: unknown, theirs: unknown, place: string): readonly string[] {
  if (ours === null || theirs === null || place.endsWith('.metadata')) return []
  if (kindOf(ours) !== kindOf(theirs)) return [`${place}: ${kindOf(ours)}, and Stripe has ${kindOf(theirs)}`]
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.length === 0 || theirs.length === 0 ? [] : strangersIn(ours[0], theirs[0], `${place}[]`)
  }
  if (typeof ours !== 'object') return []
  const known = theirs as Readonly<Record<string, unknown>>
  return Object.entries(ours).flatMap(([name, value]) =>
    name in known
      ? strangersIn(value, known[name], `${place}.${name}`)
      : [`${place}.${name}: Stripe has no such field`],
  )
}

describe.skipIf(!BINARY)('the stand-in of Stripe, beside stripe-mock', () => {
  let mock: ChildProcess
  let mockUrl: string
  let exchanges: readonly Exchange[]

  beforeAll(async () => {
    exchanges = await everyCallOfOurs()
    const port = await freePort()
    mockUrl = `http://127.0.0.1:${port}`
    mock = spawn(BINARY ?? '', ['-http-port', String(port)], { stdio: 'ignore' })
    for (let tries = 0; tries < 50; tries += 1) {
      if (await fetch(mockUrl).catch(() => null)) return
      await wait(100)
    }
    throw new Error('stripe-mock does not answer')
  }, 30_000)
  afterAll(() => mock.kill())

  it('is asked for what Stripe knows, and answers in the fields and kinds that Stripe has', async () => {
    expect(exchanges.length).toBeGreaterThanOrEqual(12)
    for (const { request, answer } of exchanges) {
      const { method, url, headers, body } = request
      const what = `${method} ${url.pathname.replace(/(pi|re|tr|acct)_\w+/, '{id}')}`
      const theirs = await fetch(mockUrl + url.pathname + url.search, {
        method,
        headers: {
          authorization: 'Bearer sk_test_123',
          ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
        },
        ...(method === 'POST' && { body }),
      })
      const json = (await theirs.json()) as unknown
      expect(`${theirs.status} ${theirs.ok ? '' : JSON.stringify(json)}`, what).toBe('200 ')
      expect(strangersIn(answer, json, what)).toEqual([])
    }
  })
})
