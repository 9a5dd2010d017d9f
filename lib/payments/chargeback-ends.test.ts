import { afterEach, describe, expect, it } from 'vitest'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { getReceipt } from '#lib/payments/get-receipt.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { type DisputeId, idOf, type JobId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { blockersOf } from '#lib/privacy/blockers.ts'
import { decide, GROUNDS } from '#lib/testing/disputes.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { later, paymentOf, PRICE, refundOf, stripeJobs } from '#lib/testing/stripe-jobs.ts'

aDatabase()
const stripe = aStripe()
const { aPaidJob, aReleasedJob, aCancelledJob, clientGot } = stripeJobs(stripe)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

const disputeOf = async (job: JobId): Promise<DisputeId> =>
  idOf((await Dispute.findOne({ job }).lean().orFail())._id)

describe('a chargeback that the bank decides for its customer', () => {
  it('is the refund that was due: nothing is sent, and nothing of it keeps the account from being erased', async () => {
    // Prepare
    const job = await aCancelledJob()
    const dispute = await stripe.its.chargeBack(job.intent)
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    await stripe.its.repeatAll()
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
    expect((await refundOf(job)).status).toBe('Confirmed')
    const { refunds, refunded, total } = await getReceipt(idOf((await paymentOf(job))._id), job.client.id)
    expect([refunds.map(({ amount }) => amount), refunded, total]).toEqual([[PRICE], PRICE, 0])
    expect(await blockersOf(job.client.id, false)).toEqual([])
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('in part leaves the rest of the refund due, which is sent', async () => {
    // Prepare
    const job = await aCancelledJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    // Act
    const meanwhile = await clientGot(job)
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(meanwhile).toBe(50_000) // the whole refund would be too much until the bank has decided
    expect(await clientGot(job)).toBe(PRICE)
  })

  it('is known from that word alone, whatever comes first', async () => {
    // Prepare
    const job = await aCancelledJob()
    stripe.its.hold()
    const dispute = await stripe.its.chargeBack(job.intent)
    await stripe.its.loseDispute(job.intent, dispute)
    // Act
    await stripe.its.release((messages) => messages.toReversed())
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('is returned after all: then the refund is due again', async () => {
    // Prepare
    const job = await aCancelledJob()
    const dispute = await stripe.its.chargeBack(job.intent)
    await stripe.its.loseDispute(job.intent, dispute)
    // Act
    await stripe.its.reinstateFunds(job.intent, dispute)
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
    expect((await paymentOf(job)).status).toBe('Refunded')
  })

  it('is taken for decided when the bank has said nothing for half a year', async () => {
    // Prepare
    const job = await aCancelledJob()
    await stripe.its.chargeBack(job.intent)
    later(179 * DAY)
    const before = [await clientGot(job), (await refundOf(job)).status]
    // Act
    later(2 * DAY)
    // Assess
    expect([before, await clientGot(job)]).toEqual([[PRICE, 'Requested'], PRICE])
    expect((await refundOf(job)).status).toBe('Confirmed')
  })

  it('lets staff settle a refund that is stuck', async () => {
    // Prepare
    const job = await aCancelledJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    await Refund.updateOne({ _id: job.refundId }, { $set: { status: 'Unknown', tries: 9 } })
    const admin = await anAdmin()
    const settle = () => settleRefund(job.refundId, { outcome: 'paid' }, admin.id)
    await expect(settle()).rejects.toMatchObject({ code: 'REFUND_NOT_STUCK' })
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(await settle()).toMatchObject({ status: 'Confirmed' })
  })
})

describe('a part that is charged back', () => {
  it('is what the client has already: of what staff grant, the rest is refunded at once', async () => {
    // Prepare
    const job = await aPaidJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 50_000)
    // Act
    await decide(await disputeOf(job.jobId), { to: 'Cancelled', client: PRICE, craftsman: 0 })
    const got = await clientGot(job)
    await stripe.its.reinstateFunds(job.intent, dispute)
    // Assess
    expect([got, await clientGot(job)]).toEqual([PRICE, PRICE])
    expect((await paymentOf(job)).status).toBe('Refunded')
  })

  it('of two, of which one is won, still stands', async () => {
    // Prepare
    const job = await aPaidJob()
    const first = await stripe.its.chargeBack(job.intent, undefined, 100_000)
    await stripe.its.chargeBack(job.intent, undefined, 100_000)
    // Act
    await stripe.its.reinstateFunds(job.intent, first)
    // Assess
    expect((await paymentOf(job)).status).toBe('ChargedBack')
    await decide(await disputeOf(job.jobId), { to: 'Cancelled', client: PRICE, craftsman: 0 })
    expect(await clientGot(job)).toBe(PRICE)
  })

  it('leaves room for goodwill as far as the client has not got all that they paid', async () => {
    // Prepare
    const job = await aReleasedJob()
    await stripe.its.chargeBack(job.intent, undefined, 150_000)
    const admin = await anAdmin()
    const pay = (amount: number) =>
      payGoodwill(job.contractId, { clientAmount: asPiastres(amount), note: 'With our apologies' }, admin.id)
    // Act
    const tooMuch = pay(60_000)
    // Assess
    await expect(tooMuch).rejects.toMatchObject({ code: 'NOTHING_TO_REFUND' })
    await pay(50_000)
    expect(await clientGot(job)).toBe(PRICE)
  })
})

describe('a chargeback that is won', () => {
  it.each([
    [0, 'Released', 'Released'],
    [50_000, 'PartlyRefunded', 'Split'],
    [PRICE, 'Refunded', 'Refunded'],
  ] as const)(
    'leaves the payment as the decision made it that fell meanwhile: %i for the client is %s',
    async (client, status, payment) => {
      // Prepare
      const job = await aPaidJob()
      const dispute = await stripe.its.chargeBack(job.intent)
      await decide(await disputeOf(job.jobId), { to: 'Cancelled', client, craftsman: PRICE - client })
      // Act
      await stripe.its.reinstateFunds(job.intent, dispute)
      const got = await clientGot(job)
      // Assess
      expect([got, (await paymentOf(job)).status]).toEqual([client, status])
      expect((await Contract.findById(job.contractId).lean().orFail()).payment).toBe(payment)
    },
  )

  it('refunds no more than was paid, whatever was granted and given meanwhile', async () => {
    // Prepare
    const job = await aReleasedJob()
    const admin = await anAdmin()
    await payGoodwill(
      job.contractId,
      { clientAmount: asPiastres(150_000), note: 'With our apologies' },
      admin.id,
    )
    await clientGot(job)
    const chargeback = await stripe.its.chargeBack(job.intent)
    const { id } = await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)
    await decide(id as DisputeId, { to: 'Cancelled', client: 180_000, craftsman: 0 })
    // Act
    await stripe.its.reinstateFunds(job.intent, chargeback)
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
    expect((await paymentOf(job)).status).toBe('Refunded')
  })

  it('and a refund elsewhere that failed leave the client what both stood in for, once', async () => {
    // Prepare
    const job = await aPaidJob()
    const elsewhere = await stripe.its.refundElsewhere(job.intent, 100_000)
    const chargeback = await stripe.its.chargeBack(job.intent, undefined, 100_000)
    await decide(await disputeOf(job.jobId), { to: 'Cancelled', client: PRICE, craftsman: 0 })
    // Act
    await stripe.its.failRefund(elsewhere)
    await stripe.its.reinstateFunds(job.intent, chargeback)
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })
})
