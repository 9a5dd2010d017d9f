import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aStripeRefund, stripeWebhooks } from '#lib/testing/money/stripe-messages.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aFawry, aStripe } from '#lib/testing/payment-gateways.ts'
import { aModerator } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
const fawry = aFawry()
const PRICE = 58_055
const FEE = 5_806

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  await emptyDatabase()
})

async function aPayment(gateway: 'Stripe' | 'Fawry' = 'Stripe') {
  const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: hired.jobId, gateway }, hired.client)
  const stored = await Payment.findById(payment.id).lean().orFail()
  const intent = stored.gatewayPaymentId ?? ''
  const pay = () =>
    gateway === 'Stripe' ? stripe.its.pay(intent, 'paid') : fawry.its.pay(payment.reference, 'paid')
  return { ...hired, paymentId: payment.id, reference: payment.reference, intent, pay }
}

type APayment = Awaited<ReturnType<typeof aPayment>>

async function aHeldPayment(gateway?: 'Stripe' | 'Fawry') {
  const payment = await aPayment(gateway)
  await payment.pay()
  return payment
}

async function released(gateway?: 'Stripe' | 'Fawry') {
  const held = await aHeldPayment(gateway)
  await updateJobStatus(held.jobId, { status: 'On The Way' }, held.craftsman)
  await updateJobStatus(held.jobId, { status: 'Completed' }, held.craftsman)
  await confirmContract({ jobId: held.jobId, client: held.client })
  return held
}

const stripeSays = stripeWebhooks(stripe)
const aCharge = ({ intent }: Pick<APayment, 'intent'>, amountRefunded = PRICE) => ({
  object: 'charge',
  id: 'ch_1',
  amount: PRICE,
  amount_refunded: amountRefunded,
  currency: 'egp',
  payment_intent: intent,
})
const fawrySays = (reference: string, status: string) =>
  handleWebhook(Buffer.from(JSON.stringify(fawry.its.webhook(reference, status))), {})
const orderOf = (wanted: string) => fawry.its.orders().find(({ reference }) => reference === wanted)

const statusOf = async (paymentId: string) => (await Payment.findById(paymentId).lean().orFail()).status
const jobStatus = async (jobId: string) => (await Job.findById(jobId).lean().orFail()).status
const toldStaff = async (type: string) => (await Outbox.find({ type }).lean()).map(({ data }) => data)

/** What each way of saying it does: the messages that one refund of everything may be told by. */
const TOLD: Readonly<Record<string, (payment: APayment) => Promise<unknown>>> = {
  'refund.created': (payment) => stripeSays('refund.created', aStripeRefund(payment, 're_1', PRICE)),
  'refund.updated': (payment) => stripeSays('refund.updated', aStripeRefund(payment, 're_1', PRICE)),
  'a refund that is pending': (payment) =>
    stripeSays('refund.created', aStripeRefund(payment, 're_1', PRICE, 'pending')),
  'charge.refunded': (payment) => stripeSays('charge.refunded', aCharge(payment)),
  'both, the refund first': async (payment) => {
    await stripeSays('refund.created', aStripeRefund(payment, 're_1', PRICE))
    await stripeSays('charge.refunded', aCharge(payment))
  },
  'both, the charge first': async (payment) => {
    await stripeSays('charge.refunded', aCharge(payment))
    await stripeSays('refund.created', aStripeRefund(payment, 're_1', PRICE))
    await stripeSays('refund.updated', aStripeRefund(payment, 're_1', PRICE))
  },
  'Fawry’s REFUNDED': ({ reference }) => fawrySays(reference, 'REFUNDED'),
  'Fawry’s REFUNDED, twice': async ({ reference }) => {
    await fawrySays(reference, 'REFUNDED')
    await fawrySays(reference, 'REFUNDED')
  },
}
const gatewayOf = (way: string) => (way.startsWith('Fawry') ? ('Fawry' as const) : ('Stripe' as const))

describe('a refund that we did not order', () => {
  it.each(Object.keys(TOLD))('while the money is held freezes it: told by %s', async (way) => {
    // Prepare
    const held = await aHeldPayment(gatewayOf(way))
    // Act
    await TOLD[way]?.(held)
    // Assess
    expect(await jobStatus(held.jobId)).toBe('Disputed')
    expect(await statusOf(held.paymentId)).toBe('Refunded')
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    expect(await sumOf(/^gateway:/)).toBe(0)
    expect(await balanceOf(escrowOf(held.jobId))).toBe(PRICE)
    expect(await toldStaff('payment.refundedElsewhere')).toMatchObject([{ amount: PRICE }])
    await expect(confirmContract({ jobId: held.jobId, client: held.client })).rejects.toThrow()
    expect(await balanceOf(walletOf(held.craftsman.id))).toBe(0)
  })

  it.each(Object.keys(TOLD))('after the release is at the platform’s cost: told by %s', async (way) => {
    // Prepare
    const paid = await released(gatewayOf(way))
    // Act
    await TOLD[way]?.(paid)
    // Assess
    expect(await balanceOf(walletOf(paid.craftsman.id))).toBe(PRICE - FEE)
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
    expect(await Dispute.countDocuments({ job: paid.jobId })).toBe(0)
    expect(await toldStaff('payment.refundedElsewhere')).toHaveLength(1)
  })

  it.each(Object.keys(TOLD))('that comes before "paid" waits for it: told by %s', async (way) => {
    // Prepare
    const early = await aPayment(gatewayOf(way))
    // Act
    await TOLD[way]?.(early)
    const before = [await statusOf(early.paymentId), await sumOf('platform:chargebacks')]
    await early.pay()
    // Assess
    expect(before).toEqual(['Pending', 0])
    expect([await statusOf(early.paymentId), await jobStatus(early.jobId)]).toEqual(['Refunded', 'Disputed'])
    expect(await sumOf('platform:chargebacks')).toBe(-PRICE)
  })

  it('in part counts as gone, and the rest is frozen: the client gets no piastre twice', async () => {
    // Prepare
    const held = await aHeldPayment()
    await stripeSays('refund.created', aStripeRefund(held, 're_1', 20_000))
    await stripeSays('charge.refunded', aCharge(held, 20_000))
    await stripeSays('charge.refunded', aCharge(held, 25_000))
    await stripeSays('refund.created', aStripeRefund(held, 're_2', 5_000))
    expect([await statusOf(held.paymentId), await jobStatus(held.jobId)]).toEqual([
      'PartlyRefunded',
      'Disputed',
    ])
    expect(await sumOf('platform:chargebacks')).toBe(-25_000)
    const dispute = await Dispute.findOne({ job: held.jobId }).lean().orFail()
    // Act
    const ruling = {
      decision: 'Cancelled' as const,
      clientAmount: asPiastres(40_000),
      craftsmanAmount: asPiastres(PRICE - 40_000),
      note: 'as the evidence says',
    }
    await resolveDispute(idOf<'Dispute'>(dispute._id), ruling, await aModerator())
    await runToEnd(sendRefunds)
    // Assess: 25,000 they had, 15,000 are sent
    expect(await Refund.find({}, { amount: 1, status: 1, _id: 0 }).lean()).toMatchObject([{ amount: 15_000 }])
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await sumOf('gateway:Stripe')).toBe(-(PRICE - 40_000))
  })

  it('of a payment that we have to refund ourselves is that refund: nothing is sent again', async () => {
    // Prepare
    const held = await aHeldPayment()
    await updateJobStatus(held.jobId, { status: 'Cancelled' }, held.client)
    // Act
    await stripeSays('refund.created', aStripeRefund(held, 're_1', PRICE))
    setClockOffset(HOUR)
    await runToEnd(sendRefunds)
    // Assess
    expect(await Refund.find().lean()).toMatchObject([{ status: 'Confirmed' }])
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await sumOf('gateway:Stripe')).toBe(0)
    expect(stripe.its.records.refundedOf(held.intent)).toBe(0)
  })

  it('is not made of our own refunds, in whichever order their messages come', async () => {
    // Prepare
    const held = await aHeldPayment()
    await updateJobStatus(held.jobId, { status: 'Cancelled' }, held.client)
    await runToEnd(sendRefunds)
    // Act
    await stripeSays('charge.refunded', aCharge(held))
    await stripe.its.repeatAll()
    // Assess
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await toldStaff('payment.refundedElsewhere')).toEqual([])
  })

  it('that failed is reversed, and what it stood in for is refunded after all', async () => {
    // Prepare
    const held = await aHeldPayment()
    await updateJobStatus(held.jobId, { status: 'Cancelled' }, held.client)
    await stripeSays('refund.created', aStripeRefund(held, 're_1', 30_000))
    await stripeSays('refund.created', aStripeRefund(held, 're_2', PRICE - 30_000))
    // Act
    await stripeSays('refund.failed', aStripeRefund(held, 're_1', 30_000, 'failed'))
    await stripeSays('refund.created', aStripeRefund(held, 're_1', 30_000))
    // Assess
    const due = await Refund.find({ status: 'Requested' }).lean()
    expect(due.map(({ amount }) => amount)).toEqual([30_000])
    expect(await sumOf('platform:chargebacks')).toBe(0)
    expect(await sumOf('gateway:Stripe')).toBe(-30_000)
  })

  it('of Fawry in part is asked for its amount; where Fawry does not say it, everything is frozen', async () => {
    // Prepare
    const [known, unknown] = [await aHeldPayment('Fawry'), await aHeldPayment('Fawry')]
    Object.assign(orderOf(known.reference) ?? {}, { refunded: 8_055, status: 'PARTIAL_REFUNDED' })
    // Act
    await fawrySays(known.reference, 'PARTIAL_REFUNDED')
    await fawrySays(unknown.reference, 'PARTIAL_REFUNDED')
    // Assess
    expect([await jobStatus(known.jobId), await jobStatus(unknown.jobId)]).toEqual(['Disputed', 'Disputed'])
    expect(await sumOf('platform:chargebacks')).toBe(-8_055)
    const told = await toldStaff('payment.refundedElsewhere')
    expect(told.map((data) => (data as { amount: unknown }).amount)).toEqual([8_055, null])
  })
})

describe('money that is not what we asked for', () => {
  it.each([5_000, PRICE - 1, PRICE + 1])(
    'is not held but booked and refunded: %i piastres',
    async (amount) => {
      // Prepare
      const asked = await aPayment()
      const intent = {
        ...stripe.its.records.intents.get(asked.intent),
        status: 'succeeded',
        amount_received: amount,
      }
      // Act
      await stripeSays('payment_intent.succeeded', intent)
      // Assess
      expect(await balanceOf(escrowOf(asked.jobId))).toBe(0)
      expect(await Refund.find().lean()).toMatchObject([{ amount, status: 'Requested' }])
      expect(await sumOf('gateway:Stripe')).toBe(-amount)
      expect(await toldStaff('payment.mismatched')).toMatchObject([{ amount, currency: 'EGP' }])
    },
  )

  it('of Fawry, 50.00 of 580.55, is refunded, and the job can still be paid', async () => {
    // Prepare
    const asked = await aPayment('Fawry')
    // Act
    Object.assign(orderOf(asked.reference) ?? {}, { amount: 5_000 })
    await fawrySays(asked.reference, 'PAID')
    const again = await initiatePayment({ jobId: asked.jobId, gateway: 'Stripe' }, asked.client)
    const { gatewayPaymentId = '' } = await Payment.findById(again.payment.id).lean().orFail()
    await stripe.its.pay(gatewayPaymentId, 'paid')
    // Assess
    expect(await balanceOf(escrowOf(asked.jobId))).toBe(PRICE)
    expect(await Refund.find().lean()).toMatchObject([{ amount: 5_000 }])
    expect(await sumOf('gateway:Fawry')).toBe(-5_000)
  })

  it.each(['usd', 'eur'])(
    'in %s is not booked at all: the payment fails, and it goes back',
    async (currency) => {
      // Prepare
      const asked = await aPayment()
      Object.assign(stripe.its.records.intents.get(asked.intent) ?? {}, { currency })
      // Act
      await asked.pay()
      await runToEnd(sendUnbookedRefunds)
      await runToEnd(sendUnbookedRefunds)
      // Assess
      const { status, unbooked } = await Payment.findById(asked.paymentId).lean().orFail()
      expect([status, unbooked?.status, unbooked?.currency]).toEqual([
        'Failed',
        'Refunded',
        currency.toUpperCase(),
      ])
      expect(await Journal.countDocuments()).toBe(0)
      expect(stripe.its.records.refundedOf(asked.intent)).toBe(PRICE)
      expect(await toldStaff('payment.mismatched')).toMatchObject([{ currency: currency.toUpperCase() }])
      await stripe.its.settled()
      expect(await Journal.countDocuments()).toBe(0)
    },
  )
})
