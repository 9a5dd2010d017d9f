import type { StripeFake } from '#infra/fakes/stripe/stripe.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { IBAN } from '#lib/testing/payouts.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

/** What each of these jobs costs, in piastres. */
export const PRICE = 200_000
export const BANK = { kind: 'bank', holder: 'Mona Adel', iban: IBAN } as const

/** Lets time pass, in ms, on the clock of the business. */
export const later = (ms: number): void => setClockOffset(clockOffset() + ms)

/** Jobs that are paid at this Stripe, and what becomes of their money. */
export function stripeJobs(stripe: { readonly its: StripeFake }) {
  async function aPaidJob() {
    const hired = await aHiredJob({ paymentType: 'Escrow', price: PRICE })
    const { payment } = await initiatePayment({ jobId: hired.jobId, gateway: 'Stripe' }, hired.client)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    await stripe.its.pay(intent, 'paid')
    return { ...hired, paymentId: payment.id, intent }
  }

  async function aReleasedJob() {
    const paid = await aPaidJob()
    for (const status of ['On The Way', 'Completed'] as const)
      await updateJobStatus(paid.jobId, { status }, paid.craftsman)
    await confirmContract({ jobId: paid.jobId, client: paid.client })
    return paid
  }

  /** The client cancelled; nothing of the refund was sent yet. */
  async function aCancelledJob() {
    const paid = await aPaidJob()
    await updateJobStatus(paid.jobId, { status: 'Cancelled' }, paid.client)
    const { _id } = await Refund.findOne({ payment: paid.paymentId }).lean().orFail()
    return { ...paid, refundId: idOf<'Refund'>(_id) }
  }

  /** Sends what is due; the gateway cannot make this refund. */
  async function isRefused(refundId: string): Promise<void> {
    await runToEnd(sendRefunds)
    const made = [...stripe.its.records.refunds.values()].find(
      ({ metadata }) => metadata.refundId === refundId,
    )
    await stripe.its.failRefund(made?.id ?? '')
  }

  /** The gateway could not make the refund: its payer is to name an account. */
  async function aRefusedRefund() {
    const cancelled = await aCancelledJob()
    await isRefused(cancelled.refundId)
    await Refund.updateOne({ _id: cancelled.refundId }, { $set: { triedAt: new Date(0) } }) // long ago
    return cancelled
  }

  /** The gateway could not make the refund, and the client named an account. */
  async function aRefundByHand() {
    const refused = await aRefusedRefund()
    await nameRefundAccount(refused.refundId, BANK, refused.client.id)
    return refused
  }

  /** Staff gave up a refund whose gateway did not confirm it. */
  async function aGivenUpRefund() {
    const cancelled = await aCancelledJob()
    await Refund.updateOne({ _id: cancelled.refundId }, { $set: { status: 'Unknown', tries: 9 } })
    const { id } = await anAdmin()
    await settleRefund(cancelled.refundId, { outcome: 'failed', reason: 'It does not arrive' }, id)
    return cancelled
  }

  /** Sends what is due, and what the payer has got in the end: through the gateway, by the bank, and from their own bank. */
  async function clientGot({ intent }: { readonly intent: string }): Promise<number> {
    for (let round = 0; round < 2; round += 1) {
      later(HOUR) // one refund of a payment is sent at a time
      await runToEnd(sendRefunds)
    }
    await runToEnd(runPayouts)
    for (const { _id } of await Payout.find({ status: 'Batched' }).lean())
      await settleManually(idOf<'Payout'>(_id), { outcome: 'paid' }, (await anAdmin()).id)
    await stripe.its.settled()
    const { records } = stripe.its
    return records.refundedOf(intent) + records.chargedBackOf(intent) + (await sumOf('gateway:Bank'))
  }

  return {
    aPaidJob,
    aReleasedJob,
    aCancelledJob,
    aRefusedRefund,
    aRefundByHand,
    aGivenUpRefund,
    isRefused,
    clientGot,
  }
}

export const paymentOf = ({ paymentId }: { readonly paymentId: string }) =>
  Payment.findById(paymentId).lean().orFail()
export const refundOf = ({ refundId }: { readonly refundId: string }) =>
  Refund.findById(refundId).lean().orFail()
