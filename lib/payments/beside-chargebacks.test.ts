import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { debtOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { decideChargeback } from '#lib/payments/decide-chargeback.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { type DisputeId, idOf, type PaymentId, type RefundId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { decide, GROUNDS } from '#lib/testing/disputes.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { BANK, PRICE, stripeJobs } from '#lib/testing/stripe-jobs.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const { aPaidJob, aReleasedJob, isRefused, clientGot } = stripeJobs(stripe)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

type ReleasedJob = Awaited<ReturnType<typeof aReleasedJob>>

async function goodwillFor({ contractId }: ReleasedJob, amount: number): Promise<RefundId> {
  const admin = await anAdmin()
  const wish = { clientAmount: asPiastres(amount), note: 'With our apologies' }
  return (await payGoodwill(contractId, wish, admin.id)).id as RefundId
}

describe('goodwill', () => {
  it('is on top of what the client had before, also when the bank pays it', async () => {
    // Prepare
    const job = await aReleasedJob()
    await stripe.its.refundElsewhere(job.intent, 50_000)
    const refundId = await goodwillFor(job, 100_000)
    // Act
    await isRefused(refundId)
    await nameRefundAccount(refundId, BANK, job.client.id)
    // Assess
    expect(await clientGot(job)).toBe(150_000)
  })

  it('that was granted while a bank decided is not set against what it decided about', async () => {
    // Prepare
    const job = await aReleasedJob()
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 150_000)
    await goodwillFor(job, 50_000)
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(await clientGot(job)).toBe(PRICE)
  })

  it('is covered by what comes after it, though what it stood beside went back meanwhile', async () => {
    // Prepare
    const job = await aReleasedJob()
    const first = await stripe.its.chargeBack(job.intent, undefined, 100_000)
    await goodwillFor(job, 50_000)
    await stripe.its.reinstateFunds(job.intent, first)
    const second = await stripe.its.chargeBack(job.intent, undefined, 80_000)
    // Act
    await stripe.its.loseDispute(job.intent, second)
    // Assess
    expect(await clientGot(job)).toBe(80_000)
  })

  it('is covered by a chargeback that came after it', async () => {
    // Prepare
    const job = await aReleasedJob()
    await goodwillFor(job, 50_000)
    const dispute = await stripe.its.chargeBack(job.intent, undefined, 150_000)
    // Act
    await stripe.its.loseDispute(job.intent, dispute)
    // Assess
    expect(await clientGot(job)).toBe(150_000)
  })
})

describe('a refund that was decided before a chargeback of another part', () => {
  it.each([true, false])(
    'waits for the bank: sent first or not (%s), the client has it once',
    async (sent) => {
      // Prepare
      const job = await aPaidJob()
      await updateJobStatus(job.jobId, { status: 'On The Way' }, job.craftsman)
      const { id } = await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)
      await decide(id as DisputeId, { to: 'Cancelled', client: 100_000, craftsman: 100_000 })
      const dispute = await stripe.its.chargeBack(job.intent, undefined, 100_000)
      if (sent) await runToEnd(sendRefunds)
      // Act
      await stripe.its.loseDispute(job.intent, dispute)
      // Assess
      expect(await clientGot(job)).toBe(100_000)
    },
  )
})

describe('an appeal against what a client had from their bank', () => {
  it('that grants them less is refunded by the final decision alone when the bank returns it', async () => {
    // Prepare
    const job = await aPaidJob()
    const chargeback = await stripe.its.chargeBack(job.intent)
    const { _id } = await Dispute.findOne({ job: job.jobId }).lean().orFail()
    const disputeId = idOf<'Dispute'>(_id)
    await decide(disputeId, { to: 'Cancelled', client: PRICE, craftsman: 0 })
    await appealDispute(disputeId, { reason: 'I did the work' }, job.craftsman)
    await decide(disputeId, { to: 'Cancelled', client: 50_000, craftsman: 150_000 })
    // Act
    await stripe.its.reinstateFunds(job.intent, chargeback)
    // Assess
    expect(await clientGot(job)).toBe(50_000)
    expect([await sumOf('platform:goodwill'), await sumOf('platform:chargebacks')]).toEqual([0, 0])
  })
})

describe('the fault of a craftsman for a chargeback', () => {
  const blame = async (paymentId: string) =>
    decideChargeback(
      paymentId as PaymentId,
      { fault: 'craftsman', note: 'As the papers show' },
      (await anAdmin()).id,
    )

  async function aPayment({ jobId, client }: Pick<ReleasedJob, 'jobId' | 'client'>) {
    const { payment } = await initiatePayment({ jobId, gateway: 'Stripe' }, client)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    return { paymentId: payment.id, intent }
  }

  it('is no question of a payment that came too late and never reached them', async () => {
    // Prepare
    const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
    const late = await aPayment(hired)
    await stripe.its.pay(late.intent, 'failed')
    const inTime = await aPayment(hired)
    await stripe.its.pay(inTime.intent, 'paid')
    await stripe.its.pay(late.intent, 'paid')
    for (const status of ['On The Way', 'Completed'] as const)
      await updateJobStatus(hired.jobId, { status }, hired.craftsman)
    await confirmContract({ jobId: hired.jobId, client: hired.client })
    for (const { intent } of [late, inTime]) await stripe.its.chargeBack(intent)
    // Act
    const wrong = blame(late.paymentId)
    // Assess
    await expect(wrong).rejects.toMatchObject({ code: 'PAYMENT_NOT_CHARGED_BACK' })
    await blame(inTime.paymentId)
    const { id } = hired.craftsman
    expect([await balanceOf(walletOf(id)), await balanceOf(debtOf(id))]).toEqual([0, 0])
  })

  it('costs nobody anything whose account is erased: the platform bears it', async () => {
    // Prepare
    const job = await aReleasedJob()
    await closeErasedAccount(job.craftsman.id)
    await stripe.its.chargeBack(job.intent)
    // Act
    await blame(job.paymentId)
    // Assess
    expect([await balanceOf(debtOf(job.craftsman.id)), await sumOf('platform:chargebacks')]).toEqual([
      0,
      -PRICE,
    ])
  })
})
