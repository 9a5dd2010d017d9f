import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serve } from '#infra/fakes/fake-server.ts'
import { type FawryFake, startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { OUTCOMES } from '#infra/fakes/payer-outcomes.ts'
import { startStripeFake, type StripeFake } from '#infra/fakes/stripe/stripe.ts'

interface Message {
  readonly type?: string
  readonly orderStatus?: string
}

/** What arrived at the webhook, as the bytes that were sent. */
const bodies: string[] = []
let listener: Awaited<ReturnType<typeof serve>>
let fakes: { readonly Stripe: StripeFake; readonly Fawry: FawryFake }

beforeAll(async () => {
  listener = await serve(({ body }) => {
    bodies.push(body.toString('utf8'))
    return { status: 200 }
  })
  const webhookUrl = listener.url
  fakes = { Stripe: await startStripeFake({ webhookUrl }), Fawry: await startFawryFake({ webhookUrl }) }
})
afterAll(() => Promise.all([fakes.Stripe.stop(), fakes.Fawry.stop(), listener.stop()]))
beforeEach(() => void (bodies.length = 0))

const MESSAGES = {
  Stripe: {
    paid: ['payment_intent.succeeded'],
    failed: ['payment_intent.payment_failed'],
    expired: ['payment_intent.canceled'],
    'charged-back': ['charge.dispute.funds_withdrawn'],
    'chargeback-won': ['charge.dispute.funds_reinstated'],
    'chargeback-lost': ['charge.dispute.closed'],
    duplicate: ['payment_intent.succeeded', 'payment_intent.succeeded'],
    late: ['payment_intent.canceled', 'payment_intent.succeeded'],
  },
  Fawry: {
    paid: ['PAID'],
    failed: ['FAILED'],
    expired: ['EXPIRED'],
    'charged-back': ['REFUNDED'],
    'chargeback-won': [],
    'chargeback-lost': [],
    duplicate: ['PAID', 'PAID'],
    late: ['EXPIRED', 'PAID'],
  },
} as const

const kindsOf = (): readonly (string | undefined)[] =>
  bodies.map((body) => JSON.parse(body) as Message).map(({ type, orderStatus }) => type ?? orderStatus)

let number = 0
const AMOUNT = 58_055

describe.each(['Stripe', 'Fawry'] as const)('what a payer does at the fake of %s', (gateway) => {
  const aPayment = (): string => `payment${(number += 1)}`
  /** As another process asks for it; the fake has not heard of the payment before. */
  const act = async (payment: string, outcome: string, wasPaid = false): Promise<number> => {
    const chargeback = { id: `dp_${payment}`, amount: AMOUNT }
    const remembered = { amount: AMOUNT, reference: payment, wasPaid, chargeback }
    const answer = await fetch(`${fakes[gateway].url}/pay/${payment}/${outcome}`, {
      method: 'POST',
      body: JSON.stringify(remembered),
    })
    await answer.arrayBuffer()
    return answer.status
  }

  it.each(OUTCOMES)('%s is sent as the gateway sends it', async (outcome) => {
    const messages = MESSAGES[gateway][outcome]
    expect(await act(aPayment(), outcome, outcome === 'charged-back')).toBe(messages.length > 0 ? 200 : 404)
    expect(kindsOf()).toEqual(messages)
  })

  it('a duplicate is the same message, byte for byte', async () => {
    await act(aPayment(), 'duplicate')
    expect(bodies[1]).toBe(bodies[0])
  })

  it('what was paid stays paid', async () => {
    // Prepare
    const payment = aPayment()
    await act(payment, 'paid')
    // Act
    await act(payment, 'expired')
    await act(payment, 'failed')
    // Assess
    if (gateway === 'Stripe') expect(fakes.Stripe.records.intents.get(payment)?.status).toBe('succeeded')
    else
      expect(fakes.Fawry.orders().find(({ reference }) => reference === payment)).toMatchObject({
        status: 'PAID',
      })
  })

  it('the whole sum is charged back', async () => {
    // Prepare
    const payment = aPayment()
    await act(payment, 'paid')
    // Act
    await act(payment, 'charged-back')
    // Assess
    const message = JSON.parse(bodies.at(-1) ?? '') as {
      data?: { object: { amount: number } }
      orderAmount?: number
    }
    expect(message.data?.object.amount ?? message.orderAmount).toBe(
      gateway === 'Stripe' ? AMOUNT : AMOUNT / 100,
    )
  })

  it('what is no outcome does nothing', async () => {
    expect(await act(aPayment(), 'stolen')).toBeGreaterThanOrEqual(400)
    expect(bodies).toEqual([])
  })
})

describe('the duplicate of a payment that was paid before', () => {
  it('is the message of then, at Stripe', async () => {
    // Prepare
    const pay = (outcome: string) =>
      fetch(`${fakes.Stripe.url}/pay/paidbefore/${outcome}`, {
        method: 'POST',
        body: JSON.stringify({ amount: AMOUNT, reference: 'R' }),
      })
    await pay('paid')
    // Act
    await pay('duplicate')
    // Assess
    expect(bodies).toHaveLength(2)
    expect(bodies[1]).toBe(bodies[0])
  })
})

describe('the owner of an account at Stripe', () => {
  it('has its onboarding finished, also where the fake did not know it', async () => {
    const { status } = await fetch(`${fakes.Stripe.url}/accounts/acct_1x/approve`, { method: 'POST' })
    const [message] = bodies.map((body) => JSON.parse(body) as { type: string; data: { object: object } })
    expect([status, message?.type]).toEqual([200, 'account.updated'])
    expect(message?.data.object).toMatchObject({ id: 'acct_1x', payouts_enabled: true })
  })
})
