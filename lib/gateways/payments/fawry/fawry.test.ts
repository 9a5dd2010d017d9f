import { beforeEach, describe, expect, it, vi } from 'vitest'
import { serve } from '#infra/fakes/fake-server.ts'
import { DEFAULT_BEHAVIOR, startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PaymentMethod } from '#lib/model/gateway-names.ts'
import { DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aCharge, anOpenPayment, aPaidPayment, keyOfCharge } from '#lib/testing/fawry-payments.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

const fawry = aFake(startFawryFake)
const lines: LogLine[] = []
sendLogsTo((line) => void lines.push(line))
beforeEach(() => {
  lines.length = 0
  setClockOffset(0)
  Object.assign(fawry.its.behavior, DEFAULT_BEHAVIOR)
})

describe('opening a payment', () => {
  it('at an outlet returns the reference number to pay with', async () => {
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

  it('with a wallet charges the payer’s phone number, at the path for wallets', async () => {
    // Act
    const { reference } = await anOpenPayment({ method: 'wallet' })
    // Assess
    expect(fawry.its.orders().at(-1)).toMatchObject({ reference, method: 'Mobile Wallet' })
    expect(fawry.its.calls().at(-1)?.route).toBe('POST /ECommerceWeb/api/payments/charge')
    const payer = { ...aCharge().payer, phone: null }
    await expect(fawryGateway.open(aCharge({ method: 'wallet', payer }))).rejects.toThrow(GatewayRefusedError)
  })

  it.each(['text', 'json'] as const)(
    'by card returns the address of the hosted page (%s)',
    async (initAnswer) => {
      // Prepare
      fawry.its.behavior.initAnswer = initAnswer
      const charge = aCharge({ method: 'card' })
      // Act
      const { gatewayPaymentId, redirectUrl } = await fawryGateway.open(charge)
      // Assess
      expect(gatewayPaymentId).toBe(null)
      expect(redirectUrl).toContain(`${fawry.its.url}/hosted/`)
      expect(await fawryGateway.stateOf(keyOfCharge(charge, null))).toEqual({ state: 'unknown' })
      await fawry.its.pay(charge.reference, 'paid')
      expect(await fawryGateway.stateOf(keyOfCharge(charge, null))).toMatchObject({
        state: 'paid',
        amount: 58_055,
      })
    },
  )

  it('by card throws a LostResponseError if the answer is not an address', async () => {
    // Prepare
    fawry.its.behavior.initAnswer = 'nonsense'
    // Act
    const opening = fawryGateway.open(aCharge({ method: 'card' }))
    // Assess
    await expect(opening).rejects.toThrow(LostResponseError)
  })

  it.each(['refused', 'same'] as const)(
    'again returns the same payment, if Fawry’s answer to a known reference is: %s',
    async (repeatedCharge) => {
      // Prepare
      fawry.its.behavior.repeatedCharge = repeatedCharge
      const charge = aCharge()
      fawry.its.loseNextAnswer()
      await expect(fawryGateway.open(charge)).rejects.toThrow(LostResponseError)
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
    await expect(again).rejects.toThrow(GatewayRefusedError)
  })

  it.each<[PaymentMethod]>([['reference'], ['wallet'], ['card']])(
    'by %s is refused if Fawry refuses inside an HTTP 200',
    async (method) => {
      // Prepare
      fawry.its.refuseNext(9901)
      // Act
      const opening = fawryGateway.open(aCharge({ method }))
      // Assess
      await expect(opening).rejects.toMatchObject({ constructor: GatewayRefusedError, reason: '9901' })
    },
  )

  it.each<[PaymentMethod]>([['reference'], ['wallet'], ['card']])(
    'by %s is refused with a wrong key',
    async (method) => {
      // Act
      const opening = withSettings({ FAWRY_SECURE_KEY: 'another' }, () =>
        fawryGateway.open(aCharge({ method })),
      )
      // Assess
      await expect(opening).rejects.toMatchObject({ constructor: GatewayRefusedError, reason: '9946' })
    },
  )

  it.each([500, 502, 503, 408, 302])('throws a LostResponseError for HTTP %i', async (status) => {
    // Prepare
    fawry.its.failNext(status)
    // Assess
    await expect(fawryGateway.open(aCharge())).rejects.toThrow(LostResponseError)
  })

  it.each([403, 404, 429])('is refused for HTTP %i', async (status) => {
    // Prepare
    fawry.its.failNext(status)
    // Assess
    await expect(fawryGateway.open(aCharge())).rejects.toMatchObject({ reason: `http-${status}` })
  })

  it('throws a LostResponseError for a redirect and does not follow it', async () => {
    // Prepare
    const elsewhere = await serve(({ url }) => ({
      status: 307,
      headers: { location: fawry.its.url + url.pathname },
    }))
    const before = fawry.its.calls().length
    // Act
    const opening = withSettings({ FAWRY_BASE_URL: elsewhere.url }, () => fawryGateway.open(aCharge()))
    // Assess
    await expect(opening).rejects.toThrow(LostResponseError)
    expect(fawry.its.calls()).toHaveLength(before)
    await elsewhere.stop()
  })

  it('throws a LostResponseError if Fawry is not reached, and logs no personal data', async () => {
    // Act
    const opening = withSettings({ FAWRY_BASE_URL: 'http://127.0.0.1:9' }, () => fawryGateway.open(aCharge()))
    // Assess
    await expect(opening).rejects.toThrow(LostResponseError)
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toMatch(/Mona|mona|0101/)
  })

  it('throws a LostResponseError if no answer comes in time', async () => {
    // Prepare
    fawry.its.failNext(0)
    const time = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal)
    const before = fawry.its.calls().length
    // Act
    const opening = fawryGateway.open(aCharge())
    await vi.waitUntil(() => fawry.its.calls().length > before)
    time.abort()
    // Assess
    await expect(opening).rejects.toThrow(LostResponseError)
    expect(timeout).toHaveBeenCalledWith(10_000)
    timeout.mockRestore()
  })

  it('writes amounts as text if the settings say so', async () => {
    // Act
    const { reference } = await withSettings({ FAWRY_AMOUNTS: 'text' }, () => anOpenPayment())
    // Assess
    expect(fawry.its.orders().at(-1)).toMatchObject({ reference, amount: 58_055 })
    expect(fawry.its.calls().at(-1)?.body).toContain('"amount":"580.55"')
    await anOpenPayment()
    expect(fawry.its.calls().at(-1)?.body).toContain('"amount":580.55')
  })
})

describe('the state of a payment', () => {
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

  it('has the requested amount, also if the payer paid a fee on top', async () => {
    // Prepare
    fawry.its.behavior.fees = 200
    const payment = await aPaidPayment(fawry.its)
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

  it('is unknown if Fawry does not know the payment', async () => {
    // Assess
    expect(await fawryGateway.stateOf(keyOfCharge(aCharge(), null))).toEqual({ state: 'unknown' })
  })

  it('is requested in the query string, and a merchant code with special characters is escaped', async () => {
    // Prepare
    const another = await startFawryFake({ merchantCode: 'a+b/c==' })
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

  it('is refused with another merchant code, and lost if the response is', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    await expect(
      withSettings({ FAWRY_MERCHANT_CODE: 'another' }, () => fawryGateway.stateOf(payment)),
    ).rejects.toMatchObject({ reason: '9901' })
    fawry.its.loseNextAnswer()
    await expect(fawryGateway.stateOf(payment)).rejects.toThrow(LostResponseError)
  })

  it('is not accepted from an answer that is not signed with our key or is about another payment', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    const forged = { ...fawry.its.webhook(payment.reference), orderStatus: 'REFUNDED' }
    const ofAnother = fawry.its.webhook((await aPaidPayment(fawry.its)).reference)
    for (const answer of [forged, ofAnother]) {
      fawry.its.answerNext(answer)
      // Act
      const state = fawryGateway.stateOf(payment)
      // Assess
      await expect(state).rejects.toThrow(LostResponseError)
    }
  })

  it('throws a LostResponseError if Fawry’s status is unknown to us', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    fawry.its.answerNext(fawry.its.webhook(payment.reference, 'ON_HOLD'))
    // Assess
    await expect(fawryGateway.stateOf(payment)).rejects.toThrow(LostResponseError)
  })

  it('is read from an answer that calls it paymentStatus', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    const { orderStatus: paymentStatus, ...fields } = fawry.its.webhook(payment.reference)
    fawry.its.answerNext({ ...fields, paymentStatus })
    // Assess
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'paid' })
  })
})

describe('cancelling a payment', () => {
  it('ends an unpaid one', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'cancelled' })
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'cancelled' })
  })

  it('looks up Fawry’s reference if we have none', async () => {
    // Prepare
    const { gatewayPaymentId, ...payment } = await anOpenPayment()
    // Assess
    expect(await fawryGateway.cancel({ ...payment, gatewayPaymentId: null })).toEqual({
      state: 'cancelled',
      gatewayPaymentId,
    })
  })

  it('reports that it was paid meanwhile', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    // Assess
    expect(await fawryGateway.cancel(payment)).toMatchObject({ state: 'paid', amount: 58_055 })
  })

  it('has nothing to do for a hosted page that nobody opened', async () => {
    // Prepare
    const charge = aCharge({ method: 'card' })
    await fawryGateway.open(charge)
    // Assess
    expect(await fawryGateway.cancel(keyOfCharge(charge, null))).toEqual({ state: 'unknown' })
  })

  it('is refused if Fawry refuses and the order is still open, and lost if the response is', async () => {
    // Prepare
    const payment = await anOpenPayment()
    // Assess
    fawry.its.refuseNext(9946)
    await expect(fawryGateway.cancel(payment)).rejects.toMatchObject({ reason: '9946' })
    fawry.its.loseNextAnswer()
    await expect(fawryGateway.cancel(payment)).rejects.toThrow(LostResponseError)
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'cancelled' })
  })
})
