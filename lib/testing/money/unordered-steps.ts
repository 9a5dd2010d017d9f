import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import {
  type GatewayPayment,
  gatewayPayments,
  type HistoryStep,
  payablePayments,
  pick,
  type Scene,
  upTo,
} from '#lib/testing/money/scene.ts'
import { runToEnd } from '#lib/testing/work.ts'

/** What nobody ordered: refunds at the gateways, chargebacks and how they end, short sums and foreign money. */
export const UNORDERED_STEPS: Readonly<Record<string, HistoryStep>> = {
  somebodyRefundsAtTheGateway: (scene) => refundElsewhere(scene, 1),
  somebodyRefundsAPartAtTheGateway: (scene) => refundElsewhere(scene, scene.random()),
  refundAtTheGatewayFails: async (scene) => {
    const { records } = scene.stripe
    const unordered = [...records.refunds.values()].filter(
      ({ metadata, status }) => status === 'succeeded' && metadata.refundId === undefined,
    )
    const refund = pick(scene, unordered)
    if (refund) await scene.stripe.failRefund(refund.id)
  },
  ourRefundFails: async (scene) => {
    const { records } = scene.stripe
    const ours = [...records.refunds.values()].filter(
      ({ metadata, status, currency }) =>
        status === 'succeeded' && metadata.refundId !== undefined && currency === 'egp',
    )
    const refund = pick(scene, ours)
    if (refund) await scene.stripe.failRefund(refund.id)
  },
  topUpIsChargedBack: async (scene) => {
    const topUps = (await gatewayPayments(scene)).filter(
      ({ gateway, job, paid, refunded, chargedBack }) =>
        gateway === 'Stripe' && job === null && paid > 0 && refunded + chargedBack === 0,
    )
    const payment = pick(scene, topUps)
    if (payment) await scene.stripe.chargeBack(payment.name)
  },
  topUpGoesBack: async (scene) => {
    const job = pick(scene, scene.jobs)
    if (!job) return
    const amount = asPiastres(1_000 + upTo(scene, 30_000))
    const { payment } = await topUp({ amount, gateway: 'Stripe' }, job.craftsman.id)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    await scene.stripe.pay(intent, 'paid')
    if (scene.random() < 0.5) return void (await scene.stripe.chargeBack(intent))
    await scene.stripe.refundElsewhere(intent, 1 + upTo(scene, amount - 1))
  },
  ourRefundMeetsAnother: async (scene) => {
    const paid = (await gatewayPayments(scene)).filter((one) => one.job !== null && leftOf(one) > 0)
    const payment = pick(scene, paid)
    const job = scene.jobs.find(({ jobId }) => jobId === payment?.job)
    if (!payment || !job) return
    const cancel = () => updateJobStatus(job.jobId, { status: 'Cancelled', reason: 'it happens' }, job.client)
    const send = () => runToEnd(sendRefunds)
    const refund = () => refundPart(scene, payment, pick(scene, [1, 0.5, scene.random()]) ?? 1)
    const steps = scene.random() < 0.5 ? [cancel, send, refund] : [cancel, refund, send]
    for (const step of steps) await step()
  },
  bankTakesBackAPart: async (scene) => {
    const paid = (await gatewayPayments(scene)).filter(
      (one) => one.gateway === 'Stripe' && one.job !== null && one.paid > one.chargedBack,
    )
    const payment = pick(scene, paid)
    if (!payment) return
    const part = 1 + upTo(scene, payment.paid - payment.chargedBack - 1)
    await scene.stripe.chargeBack(payment.name, undefined, part)
  },
  bankReturnsAChargeback: async (scene) => {
    const chargeback = pick(scene, standingChargebacks(scene))
    if (chargeback) await scene.stripe.reinstateFunds(chargeback.payment_intent, chargeback.id)
  },
  bankTakesItAgain: async (scene) => {
    const won = [...scene.stripe.records.chargebacks.values()].filter(({ isReinstated }) => isReinstated)
    const chargeback = pick(scene, won)
    if (chargeback) await scene.stripe.withdrawAgain(chargeback.payment_intent, chargeback.id)
  },
  bankDecidesForThePayer: async (scene) => {
    const chargeback = pick(scene, standingChargebacks(scene))
    if (chargeback) await scene.stripe.loseDispute(chargeback.payment_intent, chargeback.id)
  },
  payerPaysAnotherSum: async (scene) => {
    const payment = pick(scene, await payableAt(scene, 'Fawry'))
    if (payment) await scene.fawry.pay(payment.name, 'paid', { amount: 1 + upTo(scene, 50_000) })
  },
  payerPaysInAnotherCurrency: async (scene) => {
    const payment = pick(scene, await payableAt(scene, 'Stripe'))
    if (payment) await scene.stripe.pay(payment.name, 'paid', undefined, 'usd')
  },
}

const standingChargebacks = ({ stripe }: Scene) =>
  [...stripe.records.chargebacks.values()].filter(({ isReinstated }) => !isReinstated)

const payableAt = async (scene: Scene, at: GatewayPayment['gateway']): Promise<readonly GatewayPayment[]> =>
  (await payablePayments(scene)).filter(({ gateway }) => gateway === at)

const leftOf = ({ paid, refunded, chargedBack }: GatewayPayment): number => paid - refunded - chargedBack

/** Refunds a share of what is left of a payment, without an order of ours. */
async function refundElsewhere(scene: Scene, share: number): Promise<void> {
  const payment = pick(
    scene,
    (await gatewayPayments(scene)).filter((one) => leftOf(one) > 0),
  )
  if (payment) await refundPart(scene, payment, share)
}

async function refundPart(scene: Scene, { gateway, name }: GatewayPayment, share: number): Promise<void> {
  const now = (await gatewayPayments(scene)).find((one) => one.name === name)
  const left = now ? leftOf(now) : 0
  if (left === 0) return
  const amount = Math.max(1, Math.floor(left * share))
  if (gateway === 'Fawry') await scene.fawry.refundElsewhere(name, amount)
  else await scene.stripe.refundElsewhere(name, amount)
}
