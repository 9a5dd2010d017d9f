import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { escrowOf, refundOf, type Account } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { aStripe } from '#lib/testing/gateways.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

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

/** What all journals make of an account that is not kept. */
async function sumOf(account: Account): Promise<number> {
  const [sum] = await Journal.aggregate<{ total: number }>([
    { $unwind: '$lines' },
    { $match: { 'lines.account': account } },
    { $group: { _id: null, total: { $sum: '$lines.amount' } } },
  ])
  return sum?.total ?? 0
}

describe('a chargeback', () => {
  it('while the money is held makes a dispute; the platform bears it, and what is held stays', async () => {
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

  it('after the release is borne by the platform, and the craftsman keeps his earnings', async () => {
    const { paymentId, jobId, contractId, intent } = await aReleasedJob()
    await stripe.its.chargeBack(intent)
    expect(await statusOf(paymentId)).toBe('ChargedBack')
    expect(await Dispute.countDocuments({ job: jobId })).toBe(0)
    expect((await Contract.findById(contractId).lean().orFail()).payment).toBe('Released')
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('is booked once, however often it is told', async () => {
    const { intent } = await aReleasedJob()
    await stripe.its.chargeBack(intent)
    await stripe.its.repeatAll()
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('that the bank gives up is turned back, and the payment is what it was', async () => {
    const { paymentId, intent } = await aReleasedJob()
    const before = await statusOf(paymentId)
    const dispute = await stripe.its.chargeBack(intent)
    await stripe.its.giveBack(intent, dispute)
    await stripe.its.repeatAll()
    expect(await statusOf(paymentId)).toBe(before)
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await sumOf('gateway:Stripe')).toBe(-PRICE)
  })

  it('that is told after it was given up was never there', async () => {
    const { paymentId, intent } = await aReleasedJob()
    stripe.its.hold()
    const dispute = await stripe.its.chargeBack(intent)
    await stripe.its.giveBack(intent, dispute)
    await stripe.its.release((messages) => messages.toReversed())
    expect(await statusOf(paymentId)).toBe('Released')
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('that is told before the payment brings the payment with it', async () => {
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

  it('of a payment that goes back holds its refund, until the bank gives it up', async () => {
    const { jobId, client, paymentId, intent, pay } = await aPaidJob()
    await pay()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    const dispute = await stripe.its.chargeBack(intent)
    expect(await sendRefunds()).toEqual({ sent: 0, failed: 0 })
    const refund = await Refund.findOne({ payment: paymentId }).lean().orFail()
    expect(refund).toMatchObject({ status: 'Requested', tries: 0 })
    expect(await balanceOf(refundOf(idOf(refund._id)))).toBe(PRICE)
    await stripe.its.giveBack(intent, dispute)
    setClockOffset(HOUR)
    await sendRefunds()
    expect(await statusOf(paymentId)).toBe('Refunded')
  })

  it('of a payment that went back already costs the platform that much', async () => {
    const { jobId, client, paymentId, intent, pay } = await aPaidJob()
    await pay()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    await sendRefunds()
    const dispute = await stripe.its.chargeBack(intent)
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    await stripe.its.giveBack(intent, dispute)
    expect(await statusOf(paymentId)).toBe('Refunded')
  })
})
