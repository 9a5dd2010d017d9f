import { beforeEach, expect, it } from 'vitest'
import { standingChargebacks } from '#infra/ops/migrations/0003-standing-chargebacks.ts'
import { applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'

aDatabase({ own: true })
const stripe = aStripe()
beforeEach(emptyDatabase)

async function aPaidIntent() {
  const { jobId, client } = await aHiredJob({ paymentType: 'Escrow', price: 90_000 })
  const { payment } = await initiatePayment({ jobId, gateway: 'Stripe' }, client)
  const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
  await stripe.its.pay(intent, 'paid')
  return { paymentId: payment.id, intent }
}

it('gives every payment that is charged back the chargebacks of it that stand, and changes no other', async () => {
  // Prepare
  const { paymentId, intent } = await aPaidIntent()
  const other = await aPaidIntent()
  const won = await stripe.its.chargeBack(intent, undefined, 20_000)
  await stripe.its.chargeBack(intent, undefined, 30_000)
  await stripe.its.reinstateFunds(intent, won)
  const before = await Payment.findById(paymentId).lean().orFail()
  await Payment.updateOne({ _id: paymentId }, { $unset: { chargebacks: 1 } })
  // Act
  const [applied] = await applyMigrations([standingChargebacks])
  // Assess
  expect(applied).toMatchObject({ changed: 1, state: 'applied' })
  expect(await Payment.findById(paymentId).lean()).toEqual(before)
  expect((await Payment.findById(other.paymentId).lean().orFail()).chargebacks).toBeUndefined()
})
