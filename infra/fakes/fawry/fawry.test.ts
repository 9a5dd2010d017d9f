import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serve } from '#infra/fakes/fake-server.ts'
import { startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import type { WebhookEvent } from '#lib/gateways/payments/payments.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aFake } from '#lib/testing/fakes.ts'

const fawry = aFake(startFawryFake)

/** Receives as our webhook does: checks the signature, then reads the event. */
const events: WebhookEvent[] = []
const answers: number[] = []
let listener: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  listener = await serve(async ({ body, headers }) => {
    const planned = answers.shift()
    if (planned !== undefined) return { status: planned }
    events.push(await fawryGateway.readEvent(body, headers))
    return { status: 200 }
  })
})
afterAll(() => listener.stop())
beforeEach(async () => {
  fawry.its.webhooks.url = ''
  await fawry.its.settled()
  fawry.its.webhooks.url = listener.url
  events.length = 0
})

async function anOpenPayment(method: 'reference' | 'card' = 'reference') {
  const reference = newId<'Payment'>().slice(4).toUpperCase()
  const { redirectUrl } = await fawryGateway.open({
    paymentId: newId<'Payment'>(),
    reference,
    amount: asPiastres(58_055),
    method,
    description: 'Craftworks',
    group: 'job_1',
    payer: { id: newId(), name: 'Mona', email: 'mona@example.com', phone: null, locale: 'en' },
    expiresAt: addMs(clock(), DAY),
    returnUrl: 'https://craftworks.example/pay/return',
  })
  await fawry.its.settled()
  return { reference, redirectUrl: redirectUrl ?? '' }
}

const received = () => events.map(({ content }) => (content.kind === 'other' ? content.type : content.kind))

describe('the Fawry fake', () => {
  it.each(['paid', 'failed', 'expired'] as const)(
    'sends that a payment is %s before it resolves',
    async (outcome) => {
      // Prepare
      const { reference } = await anOpenPayment()
      // Act
      await fawry.its.pay(reference, outcome)
      // Assess
      expect(received()).toEqual(['NEW', outcome])
      expect(events[1]?.reference).toBe(reference)
    },
  )

  it('sends webhooks about the effects of our own calls', async () => {
    // Prepare
    const one = await anOpenPayment()
    const two = await anOpenPayment()
    await fawry.its.pay(one.reference, 'paid')
    const payment = { ...one, paymentId: 'p', gatewayPaymentId: null, amount: asPiastres(58_055) }
    // Act
    await fawryGateway.refund({
      refundId: 'r',
      payment,
      amount: asPiastres(100),
      refundedBefore: asPiastres(0),
    })
    await fawryGateway.cancel({ ...payment, reference: two.reference })
    await fawry.its.settled()
    // Assess
    expect(received()).toEqual(['NEW', 'NEW', 'paid', 'refunded', 'cancelled'])
    expect(events[3]?.content).toMatchObject({ whole: false })
  })

  it('sends duplicate webhooks, late ones, and ones with the correct spelling', async () => {
    // Prepare
    const { reference } = await anOpenPayment()
    await fawry.its.pay(reference, 'expired')
    // Act
    await fawry.its.pay(reference, 'paid', { times: 3, spelling: 'right' })
    await fawry.its.sendWebhook(reference, 'EXPIRED')
    await fawry.its.pay(reference, 'failed')
    // Assess
    expect(received()).toEqual(['NEW', 'expired', 'paid', 'paid', 'paid', 'expired', 'paid'])
    expect(new Set(events.filter(({ content }) => content.kind === 'paid').map(({ key }) => key)).size).toBe(
      1,
    )
    expect(fawry.its.webhooks.sent.at(-4)).toContain('"paymentReferenceNumber"')
  })

  it('holds webhooks and sends them in another order', async () => {
    // Prepare
    fawry.its.webhooks.hold()
    const { reference } = await anOpenPayment()
    await fawry.its.pay(reference, 'paid')
    await fawry.its.sendWebhook(reference, 'REFUNDED')
    expect(events).toEqual([])
    // Act
    await fawry.its.webhooks.release((bodies) => bodies.toReversed())
    // Assess
    expect(received()).toEqual(['refunded', 'paid', 'NEW'])
  })

  it('retries a webhook that is not accepted, and throws if it never is', async () => {
    // Prepare
    const { reference } = await anOpenPayment()
    // Assess
    answers.push(503)
    await fawry.its.pay(reference, 'paid')
    expect(received()).toEqual(['NEW', 'paid'])
    answers.push(400)
    await expect(fawry.its.pay(reference, 'paid')).rejects.toThrow('400')
    await expect(fawry.its.pay('NOBODY', 'paid')).rejects.toThrow('NOBODY')
  })

  it('lets other processes pay over HTTP, also orders that were opened before a restart', async () => {
    // Prepare
    const { reference } = await anOpenPayment()
    const pay = (path: string, body?: object) =>
      fetch(`${fawry.its.url}/pay/${path}`, {
        method: 'POST',
        ...(body && { body: JSON.stringify(body) }),
      })
    // Act
    const known = await pay(`${reference}/paid`)
    const remembered = await pay('0123456789ABCDEFGHIJ/paid', { amount: 12_345, fawryReference: '77' })
    const unknown = await pay('NOBODY/paid')
    // Assess
    expect([known.status, remembered.status, unknown.status]).toEqual([200, 200, 500])
    expect(received()).toEqual(['NEW', 'paid', 'paid'])
    expect(events[2]).toMatchObject({
      reference: '0123456789ABCDEFGHIJ',
      gatewayPaymentId: '77',
      content: { amount: 12_345 },
    })
    expect((await pay(`${reference}/stolen`)).status).toBe(404)
  })

  it('shows a page with a button for each outcome, and redirects back from there', async () => {
    // Prepare
    const { redirectUrl } = await anOpenPayment('card')
    // Act
    const page = await fetch(redirectUrl)
    const after = await fetch(`${redirectUrl}/paid`, { method: 'POST', redirect: 'manual' })
    // Assess
    expect(await page.text()).toContain('EGP 580.55')
    expect(after.headers.get('location')).toBe('https://craftworks.example/pay/return')
    expect(received()).toEqual(['paid'])
  })

  it('answers 404 to a call that Fawry does not have', async () => {
    // Assess
    expect((await fetch(`${fawry.its.url}/ECommerceWeb/Fawry/payments/status`)).status).toBe(404)
  })
})

describe('the sample events of Fawry', () => {
  const folder = new URL('../../../events/fawry/', import.meta.url)
  const expected = {
    'new.json': { kind: 'other', type: 'NEW' },
    'paid.json': { kind: 'paid', amount: 58_055 },
    'expired.json': { kind: 'expired' },
    'refunded.json': { kind: 'refunded', refundId: null, whole: true },
  }

  it.each(Object.entries(expected))('%s has a valid signature of the fake', async (file, content) => {
    // Prepare
    const event = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as HttpEvent
    // Act
    const read = await fawryGateway.readEvent(Buffer.from(event.body ?? ''), event.headers)
    // Assess
    expect(read).toMatchObject({ reference: 'SAMPLE0000000000FA01', content })
    expect(event.routeKey).toBe('POST /api/payments/webhook')
  })

  it('are all tested', () => {
    // Assess
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(expected).toSorted())
  })
})
