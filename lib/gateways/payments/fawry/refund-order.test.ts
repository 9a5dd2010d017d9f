import { beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_BEHAVIOR, startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import { GatewayRefusedError, LostResponseError, type PaymentKey } from '#lib/gateways/payments/payments.ts'
import { newId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aCharge, anOpenPayment, aPaidPayment, keyOfCharge } from '#lib/testing/fawry-payments.ts'

const fawry = aFake(startFawryFake)
sendLogsTo(() => undefined)
beforeEach(() => void Object.assign(fawry.its.behavior, DEFAULT_BEHAVIOR))

const refundOf = (payment: PaymentKey, amount: number = payment.amount, before = 0) => ({
  refundId: newId<'Refund'>(),
  payment,
  amount: asPiastres(amount),
  refundedBefore: asPiastres(before),
})

const refundsSent = () => fawry.its.calls().filter(({ route }) => route.endsWith('/payments/refund')).length

describe('a refund', () => {
  it('of the full amount is confirmed at once', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    // Assess
    expect(await fawryGateway.refund(refundOf(payment))).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'refunded', amount: 58_055 })
  })

  it('of a part is confirmed, and so are more until nothing is left', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
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

  it.each([58_055, 8_055])('is made only once, also if its response was lost (%i)', async (amount) => {
    // Prepare
    fawry.its.behavior.repeatedRefund = 'accepted'
    const payment = await aPaidPayment(fawry.its)
    const order = refundOf(payment, amount)
    await loseRefundResponse(order)
    const before = refundsSent()
    // Assess
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.refund(order)).toEqual({ outcome: 'confirmed' })
    expect(refundsSent()).toBe(before)
    expect(fawry.its.orders().find(({ reference }) => reference === payment.reference)).toMatchObject({
      refunded: amount,
    })
  })

  it('whose response was lost is found if it completes the full amount', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    await fawryGateway.refund(refundOf(payment, 8_055))
    const order = refundOf(payment, 50_000, 8_055)
    // Assess
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'unknown', unmade: { total: 8_055 } })
    await loseRefundResponse(order)
    expect(await fawryGateway.stateOfRefund(order)).toEqual({ outcome: 'confirmed' })
  })

  it('is unknown while Fawry shows no refund, or more refunds than we know of', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    // Assess
    expect(await fawryGateway.stateOfRefund(refundOf(payment))).toEqual({ outcome: 'unknown' })
    await fawryGateway.refund(refundOf(payment))
    expect(await fawryGateway.stateOfRefund(refundOf(payment, 8_055))).toEqual({ outcome: 'unknown' })
    expect(await fawryGateway.refund(refundOf(payment, 8_055))).toEqual({ outcome: 'unknown' })
  })

  it('is not sent if Fawry shows a partial refund that we do not know of', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    await fawryGateway.refund(refundOf(payment, 8_055))
    const before = refundsSent()
    // Act
    const answer = await fawryGateway.refund(refundOf(payment))
    // Assess
    expect(answer).toEqual({ outcome: 'unknown', unmade: { total: 8_055 } })
    expect(refundsSent()).toBe(before)
  })

  it('is refused if Fawry cannot make it', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    fawry.its.refuseRefunds()
    // Assess
    expect(await fawryGateway.refund(refundOf(payment))).toEqual({ outcome: 'refused' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'paid' })
  })

  it('is refused if nothing was paid', async () => {
    // Assess
    expect(await fawryGateway.refund(refundOf(await anOpenPayment()))).toEqual({ outcome: 'refused' })
    expect(await fawryGateway.refund(refundOf(keyOfCharge(aCharge(), '1')))).toEqual({ outcome: 'refused' })
  })

  it.each([9901, 9944, 9946])(
    'throws if our own settings are wrong, because Fawry decided nothing (%i)',
    async (code) => {
      // Prepare
      const payment = await aPaidPayment(fawry.its)
      fawry.its.answerNext(fawry.its.webhook(payment.reference))
      fawry.its.refuseNext(code)
      // Act
      const refunding = fawryGateway.refund(refundOf(payment))
      // Assess
      await expect(refunding).rejects.toMatchObject({
        constructor: GatewayRefusedError,
        reason: String(code),
      })
    },
  )

  it('looks up Fawry’s reference if we have none', async () => {
    // Prepare
    const charge = aCharge({ method: 'card' })
    await fawryGateway.open(charge)
    await fawry.its.pay(charge.reference, 'paid')
    // Assess
    expect(await fawryGateway.refund(refundOf(keyOfCharge(charge, null)))).toEqual({ outcome: 'confirmed' })
  })
})

describe('a refund that was never sent', () => {
  const neverSent = (payment: PaymentKey, amount: number, before = 0) => ({
    ...refundOf(payment, amount, before),
    isFirst: true,
  })

  it.each([20_000, 58_055])(
    'is not taken for a part that Fawry shows without a sum, and not sent beside it (%i)',
    async (amount) => {
      // Prepare
      fawry.its.behavior.refundedSum = 'none'
      const payment = await aPaidPayment(fawry.its)
      await fawry.its.refundElsewhere(payment.reference, 20_000)
      const before = refundsSent()
      // Act
      const order = neverSent(payment, amount)
      const answers = [await fawryGateway.refund(order), await fawryGateway.stateOfRefund(order)]
      // Assess
      const unexplained = { outcome: 'unknown', isUnexplained: true }
      expect(answers).toEqual([unexplained, unexplained])
      expect(refundsSent()).toBe(before)
    },
  )

  it.each(['number', 'text'] as const)(
    'is not taken for a part whose sum Fawry names (as %s), which is settled first',
    async (refundedSum) => {
      // Prepare
      fawry.its.behavior.refundedSum = refundedSum
      const payment = await aPaidPayment(fawry.its)
      await fawry.its.refundElsewhere(payment.reference, 8_055)
      // Act
      const [first, next] = [
        await fawryGateway.refund(neverSent(payment, 8_055)),
        await fawryGateway.refund(neverSent(payment, 10_000, 8_055)),
      ]
      // Assess
      expect(first).toEqual({ outcome: 'unknown', unmade: { total: 8_055 } })
      expect(next).toEqual({ outcome: 'confirmed' })
    },
  )

  it.each(['number', 'text', 'none'] as const)(
    'is sent after others that we know of, part by part, whether their sum is a %s',
    async (refundedSum) => {
      // Prepare
      fawry.its.behavior.refundedSum = refundedSum
      const payment = await aPaidPayment(fawry.its)
      // Act
      const answers = [
        await fawryGateway.refund(neverSent(payment, 8_055)),
        await fawryGateway.refund(neverSent(payment, 20_000, 8_055)),
        await fawryGateway.refund(neverSent(payment, 30_000, 28_055)),
      ]
      // Assess
      expect(answers.map(({ outcome }) => outcome)).toEqual(['confirmed', 'confirmed', 'confirmed'])
      expect(orderOf(payment)).toMatchObject({ refunded: 58_055, status: 'REFUNDED' })
    },
  )

  it('is not made where the whole payment was refunded, unless the payer then has all of it', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    await fawry.its.refundElsewhere(payment.reference)
    // Assess
    expect(await fawryGateway.refund(neverSent(payment, 20_000))).toEqual({
      outcome: 'unknown',
      unmade: { total: 58_055 },
    })
    expect(await fawryGateway.refund(neverSent(payment, 58_055))).toEqual({ outcome: 'confirmed' })
  })

  it('is sent beside a part of which staff know already', async () => {
    // Prepare
    fawry.its.behavior.refundedSum = 'none'
    const payment = await aPaidPayment(fawry.its)
    await fawry.its.refundElsewhere(payment.reference, 20_000)
    // Act
    const answer = await fawryGateway.refund({ ...neverSent(payment, 10_000), isPartUnknown: true })
    // Assess
    expect(answer).toEqual({ outcome: 'confirmed' })
    expect(orderOf(payment)).toMatchObject({ refunded: 30_000 })
  })
})

describe('the sum that Fawry names', () => {
  it.each([
    ['nothing', { refundedAmount: 0 }],
    ['nothing, as text', { refundedAmount: '0.00' }],
    ['no text', { refundedAmount: '' }],
    ['no amount', { refundedAmount: 'EGP 80.55' }],
  ])('counts as not named where it is %s', async (_, sum) => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    fawry.its.answerNext({ ...fawry.its.webhook(payment.reference, 'PARTIAL_REFUNDED'), ...sum })
    // Act
    const state = await fawryGateway.stateOf(payment)
    // Assess
    expect(state).toMatchObject({ state: 'partlyRefunded' })
    expect(state).not.toHaveProperty('refunded')
  })

  it.each([
    { refundedAmount: 80.55 },
    { refundedAmount: '80.55' },
    { refundedAmount: ' 80.550 ' },
    { refundAmount: '80.55' },
    { refundedAmount: '', refundAmount: '80.55' },
    { refundedAmount: null, refundAmount: 80.55 },
  ])('is read as number and as text, under both names: %j', async (sum) => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    fawry.its.answerNext({ ...fawry.its.webhook(payment.reference, 'PARTIAL_REFUNDED'), ...sum })
    // Assess
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ refunded: 8_055 })
  })

  it('says nothing of a refund whose response was lost where it is less than what we know of', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    await fawryGateway.refund(refundOf(payment, 30_000))
    fawry.its.answerNext({
      ...fawry.its.webhook(payment.reference, 'PARTIAL_REFUNDED'),
      refundedAmount: 200, // of the last part alone
    })
    // Act
    const answer = await fawryGateway.stateOfRefund(refundOf(payment, 20_000, 30_000))
    // Assess
    expect(answer).toEqual({ outcome: 'unknown' })
  })
})

describe('before a refund leaves', () => {
  it('its sender is asked once, after the state was looked up, and may hold it back', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    const asked = vi.fn().mockResolvedValueOnce(false).mockResolvedValue(true)
    const order = { ...refundOf(payment, 8_055), isFirst: true, beforeSending: asked }
    const before = refundsSent()
    // Act
    const answers = [await fawryGateway.refund(order), await fawryGateway.refund(order)]
    // Assess
    expect(answers.map(({ outcome }) => outcome)).toEqual(['unknown', 'confirmed'])
    expect([asked.mock.calls.length, refundsSent() - before]).toEqual([2, 1])
  })

  it('it is not said to be sent where the state could not be looked up', async () => {
    // Prepare
    const payment = await aPaidPayment(fawry.its)
    const asked = vi.fn().mockResolvedValue(true)
    fawry.its.loseNextAnswer()
    // Act
    const refunding = fawryGateway.refund({ ...refundOf(payment), beforeSending: asked })
    // Assess
    await expect(refunding).rejects.toThrow(LostResponseError)
    expect(asked).not.toHaveBeenCalled()
  })
})

const orderOf = ({ reference }: PaymentKey) => fawry.its.orders().find((one) => one.reference === reference)

/** The status query is answered; the refund that follows it is made, but its response is lost. */
async function loseRefundResponse(order: ReturnType<typeof refundOf>): Promise<void> {
  fawry.its.answerNext(fawry.its.webhook(order.payment.reference))
  fawry.its.loseNextAnswer()
  await expect(fawryGateway.refund(order)).rejects.toThrow(LostResponseError)
}
