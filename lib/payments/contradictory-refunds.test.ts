import { afterEach, describe, expect, it } from 'vitest'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { downloadBatch } from '#lib/payouts/download-batch.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aFawry, aStripe } from '#lib/testing/payment-gateways.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const stripeSays = stripeWebhooks(stripe)
const fawry = aFawry()
const PRICE = 58_055

afterEach(async () => {
  setClockOffset(0)
  fawry.its.refuseRefunds(false)
  expect(await verifyLedger()).toEqual([])
  await emptyDatabase()
})

async function aRefund(gateway: 'Stripe' | 'Fawry' = 'Stripe') {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: hired.jobId, gateway }, hired.client)
  const { gatewayPaymentId: intent = '', reference } = await Payment.findById(payment.id).lean().orFail()
  await (gateway === 'Stripe' ? stripe.its.pay(intent, 'paid') : fawry.its.pay(reference, 'paid'))
  await updateJobStatus(hired.jobId, { status: 'Cancelled' }, hired.client)
  const { _id } = await Refund.findOne({ payment: payment.id }).lean().orFail()
  const refundId = idOf<'Refund'>(_id)
  const says = async (type: string, status: string) => {
    const object = { id: 're_1', amount: PRICE, currency: 'egp', status, payment_intent: intent }
    await stripeSays(type, { ...object, metadata: { refundId } })
  }
  return {
    ...hired,
    paymentId: payment.id,
    refundId,
    reference,
    succeeds: () => says('refund.updated', 'succeeded'),
    fails: () => says('refund.failed', 'failed'),
    isCancelled: () => says('refund.updated', 'canceled'),
  }
}

type Refunded = Awaited<ReturnType<typeof aRefund>>

async function nameAccount({ refundId, client }: Refunded) {
  await nameRefundAccount(refundId, { kind: 'mobileWallet', phone: '+201001234567' }, client.id)
  await requestRefundPayouts()
}

async function settle({ refundId }: Refunded, outcome: 'paid' | 'failed' = 'paid') {
  const payout = await Payout.findOne({ refund: refundId, status: 'Batched' }).lean().orFail()
  const answer = { outcome, reference: 'B-1', reason: 'as the bank says' }
  await settleManually(idOf<'Payout'>(payout._id), answer, (await anAdmin()).id)
}

/** The next batch, with its file downloaded: from then on the bank pays it. */
async function sendToBank() {
  await gatherPayouts()
  const batch = await PayoutBatch.findOne().sort({ _id: -1 }).lean().orFail()
  await downloadBatch(idOf(batch._id), (await anAdmin()).id)
}

async function payManually(refund: Refunded) {
  await nameAccount(refund)
  await gatherPayouts()
  await settle(refund)
}

const statusOf = async ({ refundId }: Refunded) => (await Refund.findById(refundId).lean().orFail()).status
const movesOf = async ({ refundId }: Refunded) => {
  const journals = await Journal.find({ 'postings.account': refundOf(refundId) })
    .sort({ _id: 1 })
    .lean()
  return journals.map(({ kind }) => kind)
}

/** Somebody refunds so much of the payment in the gateway's dashboard. */
async function refundElsewhere({ paymentId }: Refunded, amount: number) {
  const { gatewayPaymentId: intent = '' } = await Payment.findById(paymentId).lean().orFail()
  await stripeSays('refund.created', aStripeRefund({ intent }, `re_${amount}`, amount))
}

describe('a message about our refund', () => {
  it.each([[[PRICE]], [[20_000, 38_055]], [[20_000, PRICE]]])(
    'that it failed may come after refunds elsewhere, for which nothing seemed to be left: they are booked then (%j)',
    async (elsewhere) => {
      // Prepare
      const refund = await aRefund()
      await refund.succeeds()
      for (const amount of elsewhere) await refundElsewhere(refund, amount)
      expect((await Payment.findById(refund.paymentId).lean().orFail()).takenBack).toBe(0)
      // Act
      await refund.fails()
      await refund.fails()
      // Assess
      const { takenBack, refundsElsewhere = [] } = await Payment.findById(refund.paymentId).lean().orFail()
      expect([takenBack, refundsElsewhere[0]?.amount]).toEqual([PRICE, elsewhere[0]])
      expect(await statusOf(refund)).toBe('Confirmed') // their client has that money already
      expect(await balanceOf(refundOf(refund.refundId))).toBe(0)
      expect(await sumOf(/^gateway:Stripe$/)).toBe(0)
      expect(await sumOf(/^platform:/)).toBe(0)
    },
  )

  it('that it failed changes nothing after staff paid it, however it had ended at the gateway', async () => {
    const refund = await aRefund()
    await refund.fails()
    await payManually(refund)
    await refund.fails()
    await refund.isCancelled()
    expect(await statusOf(refund)).toBe('Confirmed')
    expect(await movesOf(refund)).toEqual(['refund', 'refundPaid'])
    const other = await aRefund()
    await other.succeeds()
    await other.fails()
    await payManually(other)
    await other.fails()
    expect(await statusOf(other)).toBe('Confirmed')
    expect(await movesOf(other)).toEqual(['refund', 'refundPaid', 'reversal', 'refundPaid'])
    expect([await sumOf(/^gateway:Bank$/), await sumOf(/^gateway:Stripe$/)]).toEqual([2 * PRICE, -2 * PRICE])
  })

  it('that it succeeded is older than one that it failed', async () => {
    const refund = await aRefund()
    await refund.fails()
    await refund.succeeds()
    expect(await statusOf(refund)).toBe('Refused')
    await payManually(refund)
    await refund.succeeds()
    expect(await movesOf(refund)).toEqual(['refund', 'refundPaid'])
    expect(await balanceOf(refundOf(refund.refundId))).toBe(0)
  })

  it('that it was cancelled is one that it failed', async () => {
    const refund = await aRefund()
    await refund.succeeds()
    await refund.isCancelled()
    await refund.fails()
    expect(await statusOf(refund)).toBe('Refused')
    expect((await Payment.findById(refund.paymentId).lean().orFail()).refundConfirmed).toBe(0)
  })

  it('that comes while the answer to it is on its way is not undone by the answer', async () => {
    const refund = await aRefund()
    stripe.its.loseNextAnswer(2)
    stripe.its.hold()
    await runToEnd(sendRefunds)
    expect(await statusOf(refund)).toBe('Unknown')
    await refund.fails()
    setClockOffset(HOUR)
    await runToEnd(sendRefunds)
    await stripe.its.release()
    expect(await statusOf(refund)).toBe('Refused')
  })
})

describe('a refund at Fawry that was refused there and shows as made later', () => {
  async function aRefusedRefund() {
    const refund = await aRefund('Fawry')
    fawry.its.refuseRefunds()
    await runToEnd(sendRefunds)
    expect(await statusOf(refund)).toBe('Refused')
    return refund
  }

  it('is not asked an account for any more', async () => {
    const refund = await aRefusedRefund()
    await fawry.its.refundElsewhere(refund.reference)
    expect([await statusOf(refund), await sumOf(/^platform:chargebacks$/)]).toEqual(['Confirmed', 0])
    await expect(nameAccount(refund)).rejects.toThrow('REFUND_NOT_REFUSED')
  })

  it.each([
    ['is in no batch', () => Promise.resolve()],
    ['is in a batch of which the bank has no file', gatherPayouts],
  ])('is not paid by staff either, if its payout %s', async (_, prepare) => {
    const refund = await aRefusedRefund()
    await nameAccount(refund)
    await prepare()
    await fawry.its.refundElsewhere(refund.reference)
    await gatherPayouts()
    await requestRefundPayouts()
    expect(await Payout.find({ refund: refund.refundId }).lean()).toMatchObject([{ status: 'Failed' }])
    expect(await sumOf(/^platform:chargebacks$/)).toBe(0)
  })

  it('is settled by what the bank does, if its payout is with the bank', async () => {
    for (const [outcome, cost] of [
      ['failed', 0],
      ['paid', PRICE],
    ] as const) {
      const refund = await aRefusedRefund()
      await nameAccount(refund)
      await sendToBank()
      await fawry.its.refundElsewhere(refund.reference)
      await settle(refund, outcome)
      expect(await statusOf(refund)).toBe('Confirmed')
      expect(await sumOf(/^platform:chargebacks$/)).toBe(0 - cost)
      fawry.its.refuseRefunds(false)
    }
  })
})
