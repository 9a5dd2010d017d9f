import { afterEach, expect, it } from 'vitest'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aPayout, IBAN } from '#lib/testing/payouts.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const says = stripeWebhooks(stripe)

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
})

const ban = (id: string) => User.updateOne({ _id: id }, { $set: { isBanned: true } })

/** A client's refund that failed at the gateway, and that is to go to their bank. */
async function aRefundByHand() {
  const { jobId, client } = await aHiredJob({ paymentType: 'Escrow', price: 200_000 })
  const { payment } = await initiatePayment({ jobId, gateway: 'Stripe' }, client)
  const intent = (await Payment.findById(payment.id).lean().orFail()).gatewayPaymentId ?? ''
  await stripe.its.pay(intent, 'paid')
  await updateJobStatus(jobId, { status: 'Cancelled' }, client)
  await runToEnd(sendRefunds)
  const { _id } = await Refund.findOne({ payment: payment.id }).lean().orFail()
  const metadata = { refundId: idOf<'Refund'>(_id) }
  await says('refund.failed', { ...aStripeRefund({ intent }, 're_1', 200_000, 'failed'), metadata })
  await nameRefundAccount(metadata.refundId, { kind: 'bank', holder: 'Mona Adel', iban: IBAN }, client.id)
  return { client, refund: _id }
}

it('a refund goes out to a client who was banned meanwhile: it is their money', async () => {
  // Prepare
  const { client, refund } = await aRefundByHand()
  await ban(client.id)
  setClockOffset(5 * DAY)
  // Act
  await runToEnd(runPayouts)
  // Assess
  expect(await Payout.findOne({ refund }).lean()).toMatchObject({ purpose: 'Refund', status: 'Batched' })
})

it('a withdrawal of a banned craftsman waits for staff', async () => {
  // Prepare
  const { craftsman, payoutId } = await aPayout()
  await ban(craftsman.id)
  setClockOffset(5 * DAY)
  // Act
  await runToEnd(runPayouts)
  // Assess
  expect((await Payout.findById(payoutId).lean())?.status).toBe('Requested')
})
