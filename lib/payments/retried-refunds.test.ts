import { afterEach, describe, expect, it } from 'vitest'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { decideChargeback } from '#lib/payments/decide-chargeback.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { clock, DAY, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, PaymentId } from '#lib/platform/ids.ts'
import { decide, GROUNDS } from '#lib/testing/disputes.ts'
import { stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { later, paymentOf, PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const says = stripeWebhooks(stripe)
const { aPaidJob, aReleasedJob, aCancelledJob, isRefused, clientGot } = stripeJobs(stripe)
const HALF = PRICE / 2

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

/** A job of which staff granted the client a half; the refund was tried, and the gateway made nothing of it. */
async function aTriedRefund() {
  const job = await aPaidJob()
  await updateJobStatus(job.jobId, { status: 'On The Way' }, job.craftsman)
  const { id } = await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)
  await decide(id as DisputeId, { to: 'Cancelled', client: HALF, craftsman: PRICE - HALF })
  stripe.its.failNext(500, 3)
  await runToEnd(sendRefunds)
  expect(stripe.its.records.refundedOf(job.intent)).toBe(0)
  return { ...job, disputeId: id as DisputeId }
}

describe('a refund of which the gateway has no trace', () => {
  it.each([
    [
      'their bank, for good',
      async (intent: string) => stripe.its.loseDispute(intent, await bankTakes(intent)),
    ],
    ['somebody else', (intent: string) => stripe.its.refundElsewhere(intent, HALF)],
  ])('is not sent again to a client who has the money from %s', async (_, getsIt) => {
    // Prepare
    const job = await aTriedRefund()
    // Act
    await getsIt(job.intent)
    later(DAY)
    // Assess
    expect(await clientGot(job)).toBe(HALF)
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  const bankTakes = (intent: string) => stripe.its.chargeBack(intent, undefined, HALF)

  it('is sent again where the client has nothing', async () => {
    // Prepare
    const job = await aTriedRefund()
    // Act
    later(DAY)
    // Assess
    expect(await clientGot(job)).toBe(HALF)
  })
})

describe('a refund that Stripe answered with an error, and of which a part is covered since', () => {
  it('is sent without waiting until Stripe forgets the first order', async () => {
    // Prepare
    const job = await aCancelledJob()
    stripe.its.failNext(500, 2, true)
    await runToEnd(sendRefunds)
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    await stripe.its.loseDispute(job.intent, dispute)
    // Act
    const got = await clientGot(job)
    // Assess
    expect(got).toBe(PRICE)
    expect(await refundOf(job)).toMatchObject({ status: 'Confirmed', amount: 150_000 })
  })

  it('is not looked for sooner because the bank has decided: the first order may still be on its way', async () => {
    // Prepare
    const job = await aCancelledJob()
    stripe.its.failNext(500, 2, true)
    await runToEnd(sendRefunds)
    const { nextTryAt } = await refundOf(job)
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(await refundOf(job)).toMatchObject({ status: 'Unknown', amount: PRICE, nextTryAt })
    expect(nextTryAt.getTime()).toBeGreaterThanOrEqual(clock().getTime() + MINUTE)
  })
})

describe('a refund that was made, though its answer was lost', () => {
  it('is looked up while a bank decides about another part', async () => {
    // Prepare
    const job = await aCancelledJob()
    stripe.its.hold()
    stripe.its.loseNextAnswer(2)
    await runToEnd(sendRefunds)
    expect((await refundOf(job)).status).toBe('Unknown')
    await says('charge.dispute.funds_withdrawn', {
      id: 'dp_other',
      object: 'dispute',
      amount: 50_000,
      currency: 'egp',
      payment_intent: job.intent,
      status: 'needs_response',
    })
    // Act
    later(DAY)
    await runToEnd(sendRefunds)
    // Assess
    expect((await refundOf(job)).status).toBe('Confirmed')
    await stripe.its.release()
  })
})

describe('a total that is older than the failure that it counts', () => {
  it('is no refund elsewhere, though a chargeback covered a part of the refund since', async () => {
    // Prepare
    const job = await aCancelledJob()
    await isRefused(job.refundId)
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    await stripe.its.loseDispute(job.intent, dispute)
    // Act
    const charge = { object: 'charge', id: 'ch_1', payment_intent: job.intent, currency: 'egp' }
    await says('charge.refunded', { ...charge, amount_refunded: PRICE })
    // Assess
    expect((await paymentOf(job)).takenBack).toBe(0)
    expect(await Refund.findById(job.refundId).lean()).toMatchObject({ status: 'Refused', amount: 150_000 })
  })
})

describe('what a client had from somebody else', () => {
  it('and an appeal granted less of is refunded by the final decision when it comes back', async () => {
    // Prepare
    const job = await aPaidJob()
    await updateJobStatus(job.jobId, { status: 'On The Way' }, job.craftsman)
    const { id } = await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)
    const disputeId = id as DisputeId
    await decide(disputeId, { to: 'Cancelled', client: PRICE, craftsman: 0 })
    const elsewhere = await stripe.its.refundElsewhere(job.intent)
    await appealDispute(disputeId, { reason: 'I did the work' }, job.craftsman)
    await decide(disputeId, { to: 'Cancelled', client: 50_000, craftsman: 150_000 })
    // Act
    await stripe.its.failRefund(elsewhere)
    // Assess
    expect(await clientGot(job)).toBe(50_000)
    expect([await sumOf('platform:goodwill'), await sumOf('platform:chargebacks')]).toEqual([0, 0])
  })

  it('and what a craftsman pays for the rest of a chargeback are no more than the chargeback', async () => {
    // Prepare
    const job = await aReleasedJob()
    const earned = await balanceOf(walletOf(job.craftsman.id))
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 120_000)
    const { id } = await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)
    await decide(id as DisputeId, { to: 'Cancelled', client: 100_000, craftsman: 80_000 })
    later(10 * DAY)
    // Act
    const { id: admin } = await anAdmin()
    const fault = { fault: 'craftsman' as const, note: 'As the papers show' }
    await decideChargeback(job.paymentId as PaymentId, fault, admin)
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(await balanceOf(walletOf(job.craftsman.id))).toBe(earned - 120_000)
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })
})
