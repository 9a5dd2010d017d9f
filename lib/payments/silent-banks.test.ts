import { afterEach, describe, expect, it } from 'vitest'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { clock, DAY, setClockOffset } from '#lib/platform/clock.ts'
import { blockersOf } from '#lib/privacy/blockers.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { BANK, later, PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const { aCancelledJob, aRefusedRefund, aRefundByHand, isRefused, clientGot } = stripeJobs(stripe)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

describe('a bank that says nothing for half a year', () => {
  it.each([150_000, PRICE])(
    'and has taken %i back leaves of a refund by hand what it does not cover',
    async (part) => {
      // Prepare
      const job = await aRefundByHand()
      await stripe.its.chargeBack(job.intent, undefined, part)
      later(181 * DAY)
      // Act
      await runToEnd(runPayouts)
      // Assess
      expect(await clientGot(job)).toBe(PRICE)
      const payouts = await Payout.find({ refund: job.refundId }).lean()
      expect(payouts.map(({ status, amount }) => [status, amount])).toEqual(
        part === PRICE ? [] : [['Paid', PRICE - part]],
      )
      expect(await blockersOf(job.client.id, false)).toEqual([])
    },
  )

  it('keeps nobody from naming an account for the rest', async () => {
    // Prepare
    const job = await aRefusedRefund()
    await stripe.its.chargeBack(job.intent, undefined, 50_000)
    later(200 * DAY)
    // Act
    await nameRefundAccount(job.refundId, BANK, job.client.id)
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
  })

  it.each([50_000, PRICE])(
    'and has taken %i back: staff settle what is left of the refund, and nothing that is covered',
    async (part) => {
      // Prepare
      const job = await aRefusedRefund()
      await stripe.its.chargeBack(job.intent, undefined, part)
      later(200 * DAY)
      const { id } = await anAdmin()
      // Act
      const settled = settleRefund(job.refundId, { outcome: 'paid', reference: 'BANK-1' }, id)
      // Assess
      if (part === PRICE) await expect(settled).rejects.toMatchObject({ code: 'REFUND_NOT_STUCK' })
      else expect(await settled).toMatchObject({ status: 'Confirmed', amount: PRICE - part })
      expect((await refundOf(job)).status).toBe('Confirmed')
      expect(await sumOf('gateway:Bank')).toBe(PRICE - part)
    },
  )
})

describe('a refund that its gateway refuses while a bank decides', () => {
  /** The message of the gateway comes last. */
  async function aRefundRefusedMeanwhile(part: number) {
    const job = await aCancelledJob()
    stripe.its.hold()
    await isRefused(job.refundId)
    await stripe.its.chargeBack(job.intent, undefined, part)
    await stripe.its.release((messages) => messages.toReversed())
    expect((await refundOf(job)).status).toBe('Refused')
    return job
  }

  it.each([
    [50_000, 'Refused', PRICE - 50_000, 1],
    [PRICE, 'Confirmed', PRICE, 0],
  ] as const)(
    'which then is silent for half a year about %i, is %s by itself',
    async (part, status, amount, askedFor) => {
      // Prepare
      const job = await aRefundRefusedMeanwhile(part)
      later(181 * DAY)
      // Act
      await runToEnd(sendRefunds)
      // Assess
      expect(await refundOf(job)).toMatchObject({ status, amount })
      expect(await Outbox.countDocuments({ type: 'payment.refund.refused' })).toBe(askedFor)
      expect(await runToEnd(sendRefunds)).toMatchObject({ handedOut: 0 })
    },
  )

  it('waits as long as the bank may still decide', async () => {
    // Prepare
    const job = await aRefundRefusedMeanwhile(50_000)
    later(179 * DAY)
    // Act
    await runToEnd(sendRefunds)
    // Assess
    expect(await refundOf(job)).toMatchObject({ status: 'Refused', amount: PRICE })
  })
})

describe('while a bank decides', () => {
  const asked = () => Outbox.countDocuments({ type: 'payment.refund.refused' })

  it('nobody is asked for an account that they cannot name yet; they are when it has decided', async () => {
    // Prepare
    const job = await aCancelledJob()
    await Refund.updateOne({ _id: job.refundId }, { $set: { status: 'Sent', tries: 1 } })
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    await Refund.updateOne({ _id: job.refundId }, { $set: { status: 'Refused' } })
    const name = () => nameRefundAccount(job.refundId, BANK, job.client.id)
    await expect(name()).rejects.toMatchObject({ code: 'REFUND_WAITS_FOR_BANK' })
    const before = await asked()
    // Act
    await stripe.its.reinstateFunds(job.intent, dispute)
    // Assess
    expect([before, await asked()]).toEqual([0, 1])
    await name()
    expect(await clientGot(job)).toBe(PRICE)
  })

  it('a refund that its gateway refuses then asks nobody', async () => {
    // Prepare
    const job = await aCancelledJob()
    stripe.its.hold() // the gateway is faster than the message of the bank
    await isRefused(job.refundId)
    await stripe.its.chargeBack(job.intent, undefined, 50_000)
    // Act
    await stripe.its.release((messages) => messages.toReversed())
    // Assess
    expect([(await refundOf(job)).status, await asked()]).toEqual(['Refused', 0])
  })

  it('a payout that was stopped is due anew from the day of the decision', async () => {
    // Prepare
    const job = await aRefundByHand()
    await runToEnd(runPayouts)
    const dispute = await stripe.its.chargeBack(job.intent)
    later(60 * DAY)
    // Act
    await stripe.its.reinstateFunds(job.intent, dispute)
    await runToEnd(runPayouts)
    // Assess
    const due = await Payout.findOne({ refund: job.refundId, status: 'Batched' }).lean().orFail()
    expect(due.dueBy > clock()).toBe(true)
  })
})
