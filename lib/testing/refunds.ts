import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { idOf } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aPaidJob } from '#lib/testing/jobs.ts'
import { IBAN } from '#lib/testing/payouts.ts'

/** The refund of 80,000 piastres for a job that its client paid and cancelled, with what is to be otherwise about it. */
export async function aRefund(changes: Partial<RefundRecord> = {}) {
  const { client, jobId, paymentId } = await aPaidJob({ price: 80_000 })
  await call(jobRoutes.cancelJob, { as: client, params: { jobId } })
  const refund = await Refund.findOneAndUpdate({ payment: objectId(paymentId) }, { $set: changes })
    .lean()
    .orFail()
  return { client, jobId, paymentId, refundId: idOf<'Refund'>(refund._id) }
}

/** A refund that its gateway could not make, and that is to go to the client's bank. */
export async function aManualRefund() {
  const refund = await aRefund({ status: 'Refused' })
  const account = { kind: 'bank', holder: 'Mona Adel', iban: IBAN } as const
  await nameRefundAccount(refund.refundId, account, refund.client.id)
  return refund
}
