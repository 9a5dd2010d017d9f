import { beforeEach, describe, expect, it, vi } from 'vitest'
import { startFawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { serve } from '#infra/local/stand-ins/stand-in.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import { GatewayRefusal, LostAnswer, type Charge, type PaymentKey } from '#lib/gateways/payments/payments.ts'
import type { PaymentMethod } from '#lib/money/gateways.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { after, clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { sendLogsTo, type LogLine } from '#lib/platform/logger.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

const fawry = aStandIn(startFawryStandIn)
const lines: LogLine[] = []
sendLogsTo((line) => void lines.push(line))
beforeEach(() => {
  lines.length = 0
  setClockOffset(0)
  Object.assign(fawry.its.manners, {
    repeatedCharge: 'refused',
    repeatedRefund: 'refused',
    refundsRefused: false,
    initAnswer: 'text',
    fees: 0,
  })
})

const aCharge = (more: Partial<Charge> = {}): Charge => ({
  paymentId: newId<'Payment'>(),
  reference: newId<'Payment'>().slice(4).toUpperCase(),
  amount: asPiastres(58_055),
  method: 'reference',
  description: 'Craftworks',
  group: 'job_1',
  payer: { id: newId(), name: 'Mona', email: 'mona@example.com', phone: '+201012345678', locale: 'ar' },
  expiresAt: after(clock(), DAY),
  returnUrl: 'https://craftworks.example/pay/return',
  ...more,
})

const keyOf = (charge: Charge, gatewayPaymentId: string | null): PaymentKey => ({
  paymentId: charge.paymentId,
  reference: charge.reference,
  amount: charge.amount,
  gatewayPaymentId,
})

async function anOpenPayment(more: Partial<Charge> = {}): Promise<PaymentKey> {
  const charge = aCharge(more)
  const { gatewayPaymentId } = await fawryGateway.open(charge)
  return keyOf(charge, gatewayPaymentId)
}

async function aPaidPayment(more: Partial<Charge> = {}): Promise<PaymentKey> {
  const payment = await anOpenPayment(more)
  await fawry.its.pay(payment.reference, 'paid')
  return payment
}

const refundOf = (payment: PaymentKey, amount: number = payment.amount, before = 0) => ({
  refundId: newId<'Refund'>(),
  payment,
  amount: asPiastres(amount),
  refundedBefore: asPiastres(before),
})

const refundsSent = () => fawry.its.calls().filter(({ route }) => route.endsWith('/payments/refund')).length

describe('opening a payment', () => {
  it('at an outlet answers the number to pay with', async () => {
    // Prepare
    const charge = aCharge()
    // Act
    const checkout = await fawryGateway.open(charge)
    // Assess
    const [order] = fawry.its.orders().filter(({ reference }) => reference === charge.reference)
    expect(checkout).toEqual({
      gatewayPaymentId: order?.fawryReference,
      fawryReference: order?.fawryReference,
    })
    expect(order).toMatchObject({
      amount: 58_055,
      method: 'PAYATFAWRY',
      expiresAt: charge.expiresAt.getTime(),
    })
    expect(lines).toEqual([]) // the signature of the answer was right
  })

  it('of a wallet asks the phone of the payer, at the path for wallets', async () => {
    // Act
    const { reference } = await anOpenPayment({ method: 'wallet' })
    // Assess
    expect(fawry.its.orders().at(-1)).toMatchObject({ reference, method: 'Mobile Wallet' })
    expect(fawry.its.calls().at(-1)?.route).toBe('POST /ECommerceWeb/api/payments/charge')
    const payer = { ...aCharge().payer, phone: null }
    await expect(fawryGateway.open(aCharge({ method: 'wallet', payer }))).rejects.toThrow(GatewayRefusal)
  })

  it.each(['text', 'json'] as const)(
    'by card answers the address of the hosted page (%s)',
    async (initAnswer) => {
      // Prepare
      fawry.its.manners.initAnswer = initAnswer
      const charge = aCharge({ method: 'card' })
      // Act
      const { gatewayPaymentId, redirectUrl } = await fawryGateway.open(charge)
      // Assess
      expect(gatewayPaymentId).toBe(null)
      expect(redirectUrl).toContain(`${fawry.its.url}/hosted/`)
      expect(await fawryGateway.stateOf(keyOf(charge, null))).toEqual({ state: 'unknown' })
      await fawry.its.pay(charge.reference, 'paid')
      expect(await fawryGateway.stateOf(keyOf(charge, null))).toMatchObject({ state: 'paid', amount: 58_055 })
    },
  )

  it('by card is lost where the answer is no address', async () => {
    // Prepare
    fawry.its.manners.initAnswer = 'nonsense'
    // Act
    const opening = fawryGateway.open(aCharge({ method: 'card' }))
    // Assess
    await expect(opening).rejects.toThrow(LostAnswer)
  })

  it.each(['refused', 'same'] as const)(
    'again answers the same payment, where Fawry’s answer to that is: %s',
    async (repeatedCharge) => {
      // Prepare
      fawry.its.manners.repeatedCharge = repeatedCharge
      const charge = aCharge()
      fawry.its.loseNextAnswer()
      await expect(fawryGateway.open(charge)).rejects.toThrow(LostAnswer)
      // Act
      const [one, two] = [await fawryGateway.open(charge), await fawryGateway.open(charge)]
      // Assess
      expect(two).toEqual(one)
      expect(fawry.its.orders().filter(({ reference }) => reference === charge.reference)).toHaveLength(1)
    },
  )

  it('again with another amount is refused', async () => {
    // Prepare
    const charge = aCharge()
    await fawryGateway.open(charge)
    // Act
    const again = fawryGateway.open({ ...charge, amount: asPiastres(1_000) })
    // Assess
    await expect(again).rejects.toThrow(GatewayRefusal)
  })

  it.each<[PaymentMethod]>([['reference'], ['wallet'], ['card']])(
    'is refused by %s where Fawry says no inside of an HTTP 200',
    async (method) => {
      // Prepare
      fawry.its.refuseNext(9901)
      // Act
      const opening = fawryGateway.open(aCharge({ method }))
      // Assess
      await expect(opening).rejects.toMatchObject({ constructor: GatewayRefusal, reason: '9901' })
    },
  )

  it.each<[PaymentMethod]>([['reference'], ['wallet'], ['card']])(
    'is refused by %s under a key that is not ours',
    async (method) => {
      // Act
      const opening = withSettings({ FAWRY_SECURE_KEY: 'another' }, () =>
        fawryGateway.open(aCharge({ method })),
      )
      // Assess
      await expect(opening).rejects.toMatchObject({ constructor: GatewayRefusal, reason: '9946' })
    },
  )

  it.each([500, 502, 503, 408, 302])('is lost where HTTP says %i', async (status) => {
    // Prepare
    fawry.its.failNext(status)
    // Assess
    await expect(fawryGateway.open(aCharge())).rejects.toThrow(LostAnswer)
  })

  it.each([403, 404, 429])('is refused where HTTP says %i', async (status) => {
    // Prepare
    fawry.its.failNext(status)
    // Assess
    await expect(fawryGateway.open(aCharge())).rejects.toMatchObject({ reason: `http-${status}` })
  })

  it('is lost where it is sent elsewhere: what is signed for Fawry follows nobody', async () => {
    // Prepare
    const elsewhere = await serve(({ url }) => ({
      status: 307,
      headers: { location: fawry.its.url + url.pathname },
    }))
    const before = fawry.its.calls().length
    // Act
    const opening = withSettings({ FAWRY_BASE_URL: elsewhere.url }, () => fawryGateway.open(aCharge()))
    // Assess
    await expect(opening).rejects.toThrow(LostAnswer)
    expect(fawry.its.calls()).toHaveLength(before)
    await elsewhere.stop()
  })

  it('is lost where nobody is there, and logs nothing of the payer', async () => {
    // Act
    const opening = withSettings({ FAWRY_BASE_URL: 'http://127.0.0.1:9' }, () => fawryGateway.open(aCharge()))
    // Assess
    await expect(opening).rejects.toThrow(LostAnswer)
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toMatch(/Mona|mona|0101/)
  })

  it('is lost where no answer comes in time', async () => {
    // Prepare
    fawry.its.failNext(0)
    const time = new AbortController()
    const patience = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal)
    const before = fawry.its.calls().length
    // Act
    const opening = fawryGateway.open(aCharge())
    await vi.waitUntil(() => fawry.its.calls().length > before)
    time.abort()
    // Assess
    await expect(opening).rejects.toThrow(LostAnswer)
    expect(patience).toHaveBeenCalledWith(10_000)
    patience.mockRestore()
  })

  it('writes amounts as text where Fawry wants them so', async () => {
    // Act
    const { reference } = await withSettings({ FAWRY_AMOUNTS: 'text' }, () => anOpenPayment())
    // Assess
    expect(fawry.its.orders().at(-1)).toMatchObject({ reference, amount: 58_055 })
    expect(fawry.its.calls().at(-1)?.body).toContain('"amount":"580.55"')
    await anOpenPayment()
    expect(fawry.its.calls().at(-1)?.body).toContain('"amount":580.55')
  })
})

describe('how a payment stands', () => {
  it.each([
    ['paid', { state: 'paid', amount: 58_055 }],
    ['failed', { state: 'failed' }],
    ['expired', { state: 'expired' }],
  ] as const)('is what Fawry answers: %s', async (outcome, expected) => {
    // Prepare
    const payment = await anOpenPayment()
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'pending' })
    await fawry.its.pay(payment.reference, outcome)
    // Act
    const state = await fawryGateway.stateOf(payment)
    // Assess
    expect(state).toEqual({ ...expected, gatewayPaymentId: payment.gatewayPaymentId })
  })

  it('is what was asked for, also where the payer bore a fee', async () => {
    // Prepare
    fawry.its.manners.fees = 200
    const payment = await aPaidPayment()
    // Assess
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'paid', amount: 58_055 })
  })

  it('is expired once its time is over', async () => {
    // Prepare
    const payment = await anOpenPayment()
    setClockOffset(DAY + HOUR)
    // Assess
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'expired' })
  })

  it('is unknown of what Fawry never heard of', async () => {
    // Assess
    expect(await fawryGateway.stateOf(keyOf(aCharge(), null))).toEqual({ state: 'unknown' })
  })

  it('is asked for in the query, and a code with signs of its own arrives whole', async () => {
    // Prepare
    const another = await startFawryStandIn({ merchantCode: 'a+b/c==' })
    // Act
    const state = await withSettings(another.env, async () => fawryGateway.stateOf(await anOpenPayment()))
    // Assess
    expect(state).toMatchObject({ state: 'pending' })
    expect(another.calls().at(-1)).toMatchObject({
      route: expect.stringContaining('GET ') as string,
      body: '',
    })
    await another.stop()
  })

  it('is refused under another merchant code, and lost where Fawry is', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    await expect(
      withSettings({ FAWRY_MERCHANT_CODE: 'another' }, () => fawryGateway.stateOf(payment)),
    ).rejects.toMatchObject({ reason: '9901' })
    fawry.its.loseNextAnswer()
    await expect(fawryGateway.stateOf(payment)).rejects.toThrow(LostAnswer)
  })

  it('is not believed where the answer is not signed with our key, or is about another payment', async () => {
    // Prepare
    const payment = await aPaidPayment()
    const forged = { ...fawry.its.webhook(payment.reference), orderStatus: 'REFUNDED' }
    const ofAnother = fawry.its.webhook((await aPaidPayment()).reference)
    for (const answer of [forged, ofAnother]) {
      fawry.its.answerNext(answer)
      // Act
      const asking = fawryGateway.stateOf(payment)
      // Assess
      await expect(asking).rejects.toThrow(LostAnswer)
    }
  })

  it('is lost where Fawry has a word for it that nobody knows', async () => {
    // Prepare
    const payment = await aPaidPayment()
    fawry.its.answerNext(fawry.its.webhook(payment.reference, 'ON_HOLD'))
    // Assess
    await expect(fawryGateway.stateOf(payment)).rejects.toThrow(LostAnswer)
  })

  it('is read from an answer that calls it paymentStatus', async () => {
    // Prepare
    const payment = await aPaidPayment()
    const { orderStatus: paymentStatus, ...told } = fawry.its.webhook(payment.reference)
    fawry.its.answerNext({ ...told, paymentStatus })
    // Assess
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'paid' })
  })
})

describe('cancelling', () => {
  it('ends what was not paid', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'cancelled' })
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'cancelled' })
  })

  it('finds the reference of Fawry where we have none', async () => {
    // Prepare
    const { gatewayPaymentId, ...payment } = await anOpenPayment()
    // Assess
    expect(await fawryGateway.cancel({ ...payment, gatewayPaymentId: null })).toEqual({
      state: 'cancelled',
      gatewayPaymentId,
    })
  })

  it('answers that it was paid meanwhile', async () => {
    // Prepare
    const payment = await aPaidPayment()
    // Assess
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'paid', amount: 58_055 })
  })

  it('has nothing to do for a hosted page that nobody opened', async () => {
    // Prepare
    const charge = aCharge({ method: 'card' })
    await fawryGateway.open(charge)
    // Assess
    expect(await fawryGateway.cancel(keyOf(charge, null))).toEqual({ state: 'unknown' })
  })

  it('is refused where Fawry refuses and it is still open; lost where the answer was', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    fawry.its.refuseNext(9946)
    await expect(fawryGateway.cancel(payment)).rejects.toMatchObject({ reason: '9946' })
    fawry.its.loseNextAnswer()
    await expect(fawryGateway.cancel(payment)).rejects.toThrow(LostAnswer)
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'cancelled' })
  })
})

describe('giving money back', () => {
  it('in whole is confirmed at once', async () => {
    // Prepare
    const payment = await aPaidPayment()
    // Assess
    expect(await fawryGateway.refund(refundOf(payment))).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'refunded', amount: 58_055 })
  })

  it('in parts is confirmed for each, until nothing is left', async () => {
    // Prepare
    const payment = await aPaidPayment()
    // Assess
    expect(await fawryGateway.refund(refundOf(payment, 8_055))).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'partlyRefunded' })
    expect(await fawryGateway.refund(refundOf(payment, 20_000, 8_055))).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.refund(refundOf(payment, 30_000, 28_055))).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'refunded' })
    expect(fawry.its.orders().find(({ reference }) => reference === payment.reference)).toMatchObject({
      refunded: 58_055,
    })
  })

  it.each([58_055, 8_055])('happens once, also where its answer was lost (%i)', async (amount) => {
    // Prepare
    fawry.its.manners.repeatedRefund = 'accepted'
    const payment = await aPaidPayment()
    const order = refundOf(payment, amount)
    await loseTheAnswerOfTheRefund(order)
    const before = refundsSent()
    // Assess
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.refund(order)).toEqual({ outcome: 'confirmed' })
    expect(refundsSent()).toBe(before)
    expect(fawry.its.orders().find(({ reference }) => reference === payment.reference)).toMatchObject({
      refunded: amount,
    })
  })

  it('whose answer was lost is the last part, and seen', async () => {
    // Prepare
    const payment = await aPaidPayment()
    await fawryGateway.refund(refundOf(payment, 8_055))
    const order = refundOf(payment, 50_000, 8_055)
    // Assess
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'unknown' })
    await loseTheAnswerOfTheRefund(order)
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'confirmed' })
  })

  it('is unknown while Fawry shows nothing of it, or more than we know of', async () => {
    // Prepare
    const payment = await aPaidPayment()
    // Assess
    expect(await fawryGateway.stateOfRefund(refundOf(payment))).toEqual({ outcome: 'unknown' })
    await fawryGateway.refund(refundOf(payment))
    expect(await fawryGateway.stateOfRefund(refundOf(payment, 8_055))).toEqual({ outcome: 'unknown' })
    expect(await fawryGateway.refund(refundOf(payment, 8_055))).toEqual({ outcome: 'unknown' })
  })

  it('is not sent where we do not know of a part that was given back', async () => {
    // Prepare
    const payment = await aPaidPayment()
    await fawryGateway.refund(refundOf(payment, 8_055))
    const before = refundsSent()
    // Act
    const whole = await fawryGateway.refund(refundOf(payment))
    // Assess
    expect(whole).toEqual({ outcome: 'unknown' })
    expect(refundsSent()).toBe(before)
  })

  it('is refused where Fawry cannot pay it back', async () => {
    // Prepare
    const payment = await aPaidPayment()
    fawry.its.refuseRefunds()
    // Assess
    expect(await fawryGateway.refund(refundOf(payment))).toEqual({ outcome: 'refused' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'paid' })
  })

  it('is refused where nothing was paid', async () => {
    // Assess
    expect(await fawryGateway.refund(refundOf(await anOpenPayment()))).toEqual({ outcome: 'refused' })
    expect(await fawryGateway.refund(refundOf(keyOf(aCharge(), '1')))).toEqual({ outcome: 'refused' })
  })

  it.each([9901, 9944, 9946])(
    'says that nothing was decided where our own settings are wrong (%i)',
    async (code) => {
      // Prepare
      const payment = await aPaidPayment()
      fawry.its.answerNext(fawry.its.webhook(payment.reference))
      fawry.its.refuseNext(code)
      // Act
      const refunding = fawryGateway.refund(refundOf(payment))
      // Assess
      await expect(refunding).rejects.toMatchObject({ constructor: GatewayRefusal, reason: String(code) })
    },
  )

  it('finds the reference of Fawry where we have none', async () => {
    // Prepare
    const charge = aCharge({ method: 'card' })
    await fawryGateway.open(charge)
    await fawry.its.pay(charge.reference, 'paid')
    // Assess
    expect(await fawryGateway.refund(refundOf(keyOf(charge, null)))).toEqual({ outcome: 'confirmed' })
  })
})

/** The first question is answered, the refund that follows it is done and not answered. */
async function loseTheAnswerOfTheRefund(order: ReturnType<typeof refundOf>): Promise<void> {
  fawry.its.answerNext(fawry.its.webhook(order.payment.reference))
  fawry.its.loseNextAnswer()
  await expect(fawryGateway.refund(order)).rejects.toThrow(LostAnswer)
}

async function withSettings<T>(settings: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const kept = { ...process.env }
  Object.assign(process.env, settings)
  forgetConfig()
  return work().finally(() => {
    for (const name of Object.keys(settings)) {
      if (kept[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = kept[name]
    }
    forgetConfig()
  })
}
