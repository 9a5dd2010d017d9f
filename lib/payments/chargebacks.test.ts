import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { escrowOf, refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aModerator } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const PRICE = 200_000

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

async function aPaidJob() {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: hired.jobId, gateway: 'Stripe' }, hired.client)
  const intent = (await Payment.findById(payment.id).lean().orFail()).gatewayPaymentId ?? ''
  const pay = () => stripe.its.pay(intent, 'paid')
  return { ...hired, paymentId: payment.id, intent, pay }
}

async function aReleasedJob() {
  const paid = await aPaidJob()
  await paid.pay()
  await updateJobStatus(paid.jobId, { status: 'On The Way' }, paid.craftsman)
  await updateJobStatus(paid.jobId, { status: 'Completed' }, paid.craftsman)
  await confirmContract({ jobId: paid.jobId, client: paid.client })
  return paid
}

const statusOf = async (paymentId: string) => (await Payment.findById(paymentId).lean().orFail()).status

describe('a chargeback', () => {
  it('opens a dispute while the money is held; the platform bears it, and the escrow does not change', async () => {
    const { paymentId, jobId, intent, pay } = await aPaidJob()
    await pay()
    await stripe.its.chargeBack(intent)
    expect(await statusOf(paymentId)).toBe('ChargedBack')
    expect((await Job.findById(jobId).lean().orFail()).status).toBe('Disputed')
    expect(await Dispute.countDocuments({ job: jobId })).toBe(1)
    expect(await balanceOf(escrowOf(jobId))).toBe(PRICE)
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    expect(await sumOf('gateway:Stripe')).toBe(0)
  })

  it('is borne by the platform after the release, and the craftsman keeps the earnings', async () => {
    const { paymentId, jobId, contractId, intent } = await aReleasedJob()
    await stripe.its.chargeBack(intent)
    expect(await statusOf(paymentId)).toBe('ChargedBack')
    expect(await Dispute.countDocuments({ job: jobId })).toBe(0)
    expect((await Contract.findById(contractId).lean().orFail()).payment).toBe('Released')
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('is posted once, no matter how often the webhook comes', async () => {
    const { intent } = await aReleasedJob()
    await stripe.its.chargeBack(intent)
    await stripe.its.repeatAll()
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('is reversed if the bank withdraws it, and the payment has its earlier status', async () => {
    const { paymentId, intent } = await aReleasedJob()
    const before = await statusOf(paymentId)
    const dispute = await stripe.its.chargeBack(intent)
    await stripe.its.reinstateFunds(intent, dispute)
    await stripe.its.repeatAll()
    expect(await statusOf(paymentId)).toBe(before)
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await sumOf('gateway:Stripe')).toBe(-PRICE)
  })

  it('changes nothing if its webhook comes after the one of its reversal', async () => {
    const { paymentId, intent } = await aReleasedJob()
    stripe.its.hold()
    const dispute = await stripe.its.chargeBack(intent)
    await stripe.its.reinstateFunds(intent, dispute)
    await stripe.its.release((messages) => messages.toReversed())
    expect(await statusOf(paymentId)).toBe('Released')
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('captures the payment too if its webhook comes before the one of the payment', async () => {
    const { paymentId, jobId, intent, pay } = await aPaidJob()
    stripe.its.hold()
    await pay()
    await stripe.its.chargeBack(intent)
    await stripe.its.release((messages) => messages.toReversed())
    expect(await statusOf(paymentId)).toBe('ChargedBack')
    expect(await balanceOf(escrowOf(jobId))).toBe(PRICE)
    expect((await Job.findById(jobId).lean().orFail()).status).toBe('Disputed')
    expect(await sumOf('gateway:Stripe')).toBe(0)
  })

  it('delays the refund of its payment until the bank withdraws it', async () => {
    const { jobId, client, paymentId, intent, pay } = await aPaidJob()
    await pay()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    const dispute = await stripe.its.chargeBack(intent)
    await runToEnd(sendRefunds)
    const refund = await Refund.findOne({ payment: paymentId }).lean().orFail()
    expect(refund).toMatchObject({ status: 'Requested', tries: 0 })
    expect(await balanceOf(refundOf(idOf(refund._id)))).toBe(PRICE)
    await stripe.its.reinstateFunds(intent, dispute)
    setClockOffset(HOUR)
    await runToEnd(sendRefunds)
    expect(await statusOf(paymentId)).toBe('Refunded')
  })

  it.each([
    ['in a dispute', 80_000, null, 80_000],
    ['more of after an appeal', 80_000, 110_000, 30_000],
    ['less of after an appeal', 80_000, 50_000, 0],
  ])(
    'that the bank returns leaves the client what staff granted meanwhile, %s',
    async (_, first, final, grantedMeanwhile) => {
      // Prepare
      const { jobId, client, craftsman, paymentId, intent, pay } = await aPaidJob()
      await pay()
      await updateJobStatus(jobId, { status: 'Disputed', reason: 'half of it is done' }, client)
      const dispute = await Dispute.findOne({ job: jobId }).lean().orFail()
      const decide = async (clientAmount: number) =>
        resolveDispute(
          idOf<'Dispute'>(dispute._id),
          {
            decision: 'Cancelled',
            clientAmount: asPiastres(clientAmount),
            craftsmanAmount: asPiastres(PRICE - clientAmount),
            note: 'as the evidence says',
          },
          await aModerator(),
        )
      if (final !== null) {
        await decide(first)
        await runToEnd(sendRefunds)
        await appealDispute(idOf<'Dispute'>(dispute._id), { reason: 'it was otherwise' }, craftsman)
      }
      const chargeback = await stripe.its.chargeBack(intent)
      await decide(final ?? first)
      const refundedBefore = stripe.its.records.refundedOf(intent)
      // Act
      await stripe.its.reinstateFunds(intent, chargeback)
      await stripe.its.repeatAll()
      await runToEnd(sendRefunds)
      await stripe.its.settled()
      // Assess
      expect(stripe.its.records.refundedOf(intent) - refundedBefore).toBe(grantedMeanwhile)
      expect(await sumOf('platform:chargebacks')).toBe(0)
      expect((await Payment.findById(paymentId).lean().orFail()).chargedBackCovered ?? 0).toBe(0)
    },
  )

  it('costs the platform the whole amount if the payment is already refunded', async () => {
    const { jobId, client, paymentId, intent, pay } = await aPaidJob()
    await pay()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    await runToEnd(sendRefunds)
    const dispute = await stripe.its.chargeBack(intent)
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    await stripe.its.reinstateFunds(intent, dispute)
    expect(await statusOf(paymentId)).toBe('Refunded')
  })
})
