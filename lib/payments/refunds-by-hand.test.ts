import { afterEach, describe, expect, it } from 'vitest'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { BANK, paymentOf, PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const says = stripeWebhooks(stripe)
const { aReleasedJob, aCancelledJob, aRefundByHand, aGivenUpRefund, clientGot } = stripeJobs(stripe)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

interface Ours {
  readonly intent: string
  readonly refundId: string
}
const aboutOurs = ({ intent, refundId }: Ours, status: string) => ({
  ...aStripeRefund({ intent }, 're_ours', PRICE, status),
  metadata: { refundId },
})
const fails = (job: Ours) => says('refund.failed', aboutOurs(job, 'failed'))
const succeeds = (job: Ours) => says('refund.updated', aboutOurs(job, 'succeeded'))

describe('a refund by the bank', () => {
  it.each([
    ['before its payout was requested', () => Promise.resolve()],
    ['while its payout is in a batch', () => runToEnd(runPayouts)],
  ])('of a payment that is charged back %s is not paid too', async (_, prepare) => {
    // Prepare
    const job = await aRefundByHand()
    await prepare()
    // Act
    const dispute = await stripe.its.chargeBack(job.intent)
    const meanwhile = await clientGot(job)
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect([meanwhile, await clientGot(job)]).toEqual([PRICE, PRICE])
    expect((await refundOf(job)).status).toBe('Confirmed')
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('goes out when the bank of the payer returns the payment to us', async () => {
    // Prepare
    const job = await aRefundByHand()
    await runToEnd(runPayouts)
    const dispute = await stripe.its.chargeBack(job.intent)
    // Act
    await stripe.its.reinstateFunds(job.intent, dispute)
    // Assess
    expect([await clientGot(job), (await refundOf(job)).status]).toEqual([PRICE, 'Confirmed'])
  })

  it('goes to the account that was named last, until its payout is in a batch', async () => {
    // Prepare
    const job = await aRefundByHand()
    const name = (phone: string) =>
      nameRefundAccount(job.refundId, { kind: 'mobileWallet', phone }, job.client.id)
    await name('+201012345678')
    await runToEnd(runPayouts)
    // Act
    const tooLate = name('+201112345678')
    // Assess
    await expect(tooLate).rejects.toMatchObject({ code: 'REFUND_NOT_REFUSED' })
    const { account } = await refundOf(job)
    expect(await Payout.findOne({ refund: job.refundId }).lean()).toMatchObject({
      account,
      kind: 'mobileWallet',
    })
  })
})

describe('a refund that staff gave up', () => {
  it('is believed to have arrived when the gateway says so, and is not paid again', async () => {
    // Prepare
    const job = await aGivenUpRefund()
    await nameRefundAccount(job.refundId, BANK, job.client.id)
    await runToEnd(runPayouts)
    // Act
    await succeeds(job)
    await succeeds(job)
    // Assess
    expect((await refundOf(job)).status).toBe('Confirmed')
    await runToEnd(runPayouts)
    expect(await Payout.find({ refund: job.refundId }).lean()).toMatchObject([{ status: 'Failed' }])
    expect([await sumOf('gateway:Stripe'), await sumOf('gateway:Bank')]).toEqual([0, 0])
  })

  it('and that the bank paid meanwhile is at the platform’s cost, and staff hear of it', async () => {
    // Prepare
    const job = await aGivenUpRefund()
    await nameRefundAccount(job.refundId, BANK, job.client.id)
    await clientGot(job)
    // Act
    await succeeds(job)
    await succeeds(job)
    // Assess
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    expect(await sumOf('gateway:Stripe')).toBe(0)
    expect(await paymentOf(job)).toMatchObject({ takenBack: PRICE, refundConfirmed: PRICE })
    const told = await Outbox.findOne({ type: 'payment.refundedElsewhere' }).lean().orFail()
    expect(told.data).toMatchObject({ amount: PRICE })
  })

  it('has not arrived where the gateway has said itself that it failed: that word is the later one', async () => {
    // Prepare
    const job = await aCancelledJob()
    await runToEnd(sendRefunds)
    await stripe.its.settled()
    await fails(job)
    // Act
    await succeeds(job)
    // Assess
    expect((await refundOf(job)).status).toBe('Refused')
  })

  it('and that fails there after all, when the bank had paid it, is at nobody’s cost any more', async () => {
    // Prepare
    const job = await aGivenUpRefund()
    await nameRefundAccount(job.refundId, BANK, job.client.id)
    await clientGot(job)
    await succeeds(job)
    // Act
    await fails(job)
    await fails(job)
    // Assess
    expect([await sumOf('platform:chargebacks'), await sumOf('gateway:Stripe')]).toEqual([0, -PRICE])
    expect(await paymentOf(job)).toMatchObject({ takenBack: 0, refundConfirmed: PRICE, status: 'Refunded' })
  })

  it('and of which a chargeback covered a part was still made as a whole: the rest is booked as well', async () => {
    // Prepare
    const job = await aGivenUpRefund()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    await stripe.its.loseDispute(job.intent, dispute)
    // Act
    await succeeds(job)
    await succeeds(job)
    // Assess: received 200,000, refunded 200,000, charged back 50,000
    expect([await sumOf('gateway:Stripe'), await sumOf('platform:chargebacks')]).toEqual([50_000, -50_000])
    expect(await paymentOf(job)).toMatchObject({ takenBack: 50_000, refundConfirmed: 150_000 })
  })
})

describe('a refund elsewhere that failed', () => {
  it.each([
    ['charge.refunded', 'refund.failed', 'refund.updated', 'refund.created'],
    ['refund.failed', 'charge.refunded', 'refund.created', 'refund.updated'],
    ['refund.created', 'refund.failed', 'refund.updated', 'charge.refunded'],
  ])('costs nothing, in whatever order its messages come: %s first', async (...order) => {
    // Prepare
    const job = await aReleasedJob()
    stripe.its.hold()
    const id = await stripe.its.refundElsewhere(job.intent, 50_000)
    await stripe.its.failRefund(id)
    const placeOf = ({ body }: { readonly body: string }) =>
      order.indexOf((JSON.parse(body) as { type: string }).type)
    // Act
    await stripe.its.release((messages) => messages.toSorted((a, b) => placeOf(a) - placeOf(b)))
    await stripe.its.repeatAll()
    // Assess
    expect(await paymentOf(job)).toMatchObject({ takenBack: 0, status: 'Released' })
    expect([await sumOf('platform:chargebacks'), await sumOf('gateway:Stripe')]).toEqual([0, -PRICE])
  })
})
