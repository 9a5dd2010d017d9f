import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

aDatabase()
const stripe = aStripe()
const stripeSays = stripeWebhooks(stripe)

afterEach(async () => {
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

describe('a top-up that is charged back', () => {
  async function aSpentTopUp() {
    const craftsman = await aCraftsman()
    const { jobId, client } = await aHiredJob({ paymentType: 'Cash', price: 30_000, craftsman })
    for (const status of ['On The Way', 'Completed'] as const)
      await updateJobStatus(jobId, { status }, craftsman)
    await confirmContract({ jobId, client })
    const { payment } = await topUp({ amount: asPiastres(10_000), gateway: 'Stripe' }, craftsman.id)
    const { gatewayPaymentId = '' } = await Payment.findById(payment.id).lean().orFail()
    await stripe.its.pay(gatewayPaymentId, 'paid')
    return { craftsman, intent: gatewayPaymentId, paymentId: payment.id }
  }
  const balance = async (craftsman: { id: Parameters<typeof getBalance>[0] }) => {
    expect(await verifyLedger()).toEqual([]) // the lines of the statement say the same as the accounts
    const { balance: credit, feesDue } = await getBalance(craftsman.id)
    return { credit, feesDue }
  }

  it('is taken back from its payer, and the fee that it paid is due again; the other way round when it is won', async () => {
    // Prepare
    const { craftsman, intent } = await aSpentTopUp()
    expect(await balance(craftsman)).toEqual({ credit: 7_000, feesDue: 0 })
    // Act
    const dispute = await stripe.its.chargeBack(intent)
    const lost = await balance(craftsman)
    await stripe.its.reinstateFunds(intent, dispute)
    await stripe.its.repeatAll()
    // Assess
    expect(lost).toEqual({ credit: 0, feesDue: 3_000 })
    expect(await balance(craftsman)).toEqual({ credit: 7_000, feesDue: 0 })
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })

  it('is taken from free earnings as far as it paid fees, so that nobody owes beside money of theirs', async () => {
    // Prepare
    const { craftsman, intent } = await aSpentTopUp()
    await hasEarned(craftsman.id, 50_000)
    // Act
    await stripe.its.chargeBack(intent)
    // Assess
    expect(await balance(craftsman)).toEqual({ credit: 47_000, feesDue: 0 })
  })

  it('or refunded at the gateway without us is taken back in the same way, and returns if that fails', async () => {
    // Prepare
    const { craftsman, intent } = await aSpentTopUp()
    // Act
    await stripeSays('refund.created', aStripeRefund({ intent }, 're_9', 10_000))
    const gone = await balance(craftsman)
    await stripeSays('refund.failed', aStripeRefund({ intent }, 're_9', 10_000, 'failed'))
    // Assess
    expect(gone).toEqual({ credit: 0, feesDue: 3_000 })
    expect(await balance(craftsman)).toEqual({ credit: 7_000, feesDue: 0 })
  })

  it('of another amount was never credited: what goes back of it leaves the wallet alone', async () => {
    // Prepare
    const { craftsman } = await aSpentTopUp()
    const { payment } = await topUp({ amount: asPiastres(10_000), gateway: 'Stripe' }, craftsman.id)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    const short = { ...stripe.its.records.intents.get(intent), status: 'succeeded', amount_received: 4_000 }
    await stripeSays('payment_intent.succeeded', short)
    // Act
    await stripeSays('refund.created', aStripeRefund({ intent }, 're_8', 4_000))
    // Assess
    expect(await balance(craftsman)).toEqual({ credit: 7_000, feesDue: 0 })
    expect(await Refund.find().lean()).toMatchObject([{ amount: 4_000, status: 'Confirmed' }])
    expect(await sumOf('platform:chargebacks')).toBe(0)
  })
})
