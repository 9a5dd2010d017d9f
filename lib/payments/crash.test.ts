import { describe, expect, it } from 'vitest'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { refundOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { doomedRuns } from '#lib/testing/crashing.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aFawry, aStripe } from '#lib/testing/payment-gateways.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'

aDatabase({ own: true })
const fawry = aFawry()
const stripe = aStripe()
const PRICE = 200_000

/** A paid job that its client has cancelled, so that its price is to be refunded. */
async function aRefund(gateway: GatewayName) {
  const job = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
  const { payment } = await initiatePayment({ jobId: job.jobId, gateway }, job.client)
  const { gatewayPaymentId, reference } = await Payment.findById(payment.id).lean().orFail()
  if (gateway === 'Fawry') await fawry.its.pay(reference, 'paid')
  else await stripe.its.pay(gatewayPaymentId ?? '', 'paid')
  await updateJobStatus(job.jobId, { status: 'Cancelled' }, job.client)
  const refund = await Refund.findOne({ payment: payment.id }).lean().orFail()
  const refundedAtGateway = () =>
    gateway === 'Fawry'
      ? fawry.its.orders().find((order) => order.reference === reference)?.refunded
      : stripe.its.records.refundedOf(gatewayPaymentId ?? '')
  return { refundId: idOf<'Refund'>(refund._id), paymentId: payment.id, refundedAtGateway }
}

describe.each(['Fawry', 'Stripe'] as const)('a run of refunds through %s', (gateway) => {
  it(
    'refunds once and loses nothing, even if it is killed at any point and started again',
    async () => {
      let killed = 0
      for await (const { point, dies } of doomedRuns('crashing-refund-run')) {
        killed = point
        // Prepare
        setClockOffset(0)
        const { refundId, paymentId, refundedAtGateway } = await aRefund(gateway)
        // Act
        const ended = await dies()
        const isRightAfterTheCrash = await verifyLedger()
        setClockOffset(HOUR)
        await leasesEnd()
        await runToEnd(sendRefunds)
        await Promise.all([fawry.its.settled(), stripe.its.settled()])
        // Assess
        const at = `killed at point ${point}`
        expect(isRightAfterTheCrash, at).toEqual([])
        expect(await verifyLedger(), at).toEqual([])
        expect(refundedAtGateway(), at).toBe(PRICE)
        expect(await Refund.findById(refundId).lean(), at).toMatchObject({ status: 'Confirmed' })
        expect(await Payment.findById(paymentId).lean(), at).toMatchObject({ status: 'Refunded' })
        expect(await balanceOf(refundOf(refundId)), at).toBe(0)
        const told = { type: 'payment.refunded', 'data.refundId': refundId }
        expect(await Outbox.collection.countDocuments(told), at).toBe(1)
        if (ended) break
      }
      // Stripe's message may come first, and the run has less to do then
      expect(killed, 'the last point at which it was killed').toBeGreaterThan(10)
    },
    timeLimit(20_000),
  )
})
