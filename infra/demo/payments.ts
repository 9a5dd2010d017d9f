import { contractId, DEMO, jobId, paymentId, refundId } from '#infra/demo/demo-ids.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { clearingAt, refundOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

const { client1 } = DEMO.people
const LATE_AMOUNT = 45_000

/**
 * Two payments of client1 at Fawry:
 * 1. a pending one, for the hired job that waits for it
 * 2. one that was paid in cash at an outlet after its deadline. Fawry cannot refund cash, so its refund waits for an
 *    account of the client.
 */
export async function seedPayments(now: Date): Promise<void> {
  if (await Payment.exists({ _id: objectId(paymentId(1)) })) return
  const [pendingAt, lateAt] = [addMs(now, -HOUR), addMs(now, -2 * DAY)]
  const of = { purpose: 'Job', payer: objectId(client1.id), gateway: 'Fawry', method: 'reference' } as const
  const pending = {
    ...of,
    _id: objectId(paymentId(1)),
    job: objectId(jobId(4)),
    contract: objectId(contractId(4)),
    amount: 550_000,
    reference: '65A0DE4000000000CA01',
    status: 'Pending' as const,
    gatewayPaymentId: '990000001',
    checkout: { fawryReference: '990000001' },
    expiresAt: addMs(now, 22 * HOUR),
    createdAt: pendingAt,
    updatedAt: pendingAt,
  }
  const late = {
    ...of,
    _id: objectId(paymentId(2)),
    job: objectId(jobId(8)),
    amount: LATE_AMOUNT,
    reference: '65A0DE4000000000CA02',
    status: 'Held' as const,
    gatewayPaymentId: '990000002',
    checkout: { fawryReference: '990000002' },
    expiresAt: addMs(lateAt, -HOUR),
    capturedAt: lateAt,
    refundOpened: LATE_AMOUNT,
    createdAt: addMs(lateAt, -DAY),
    updatedAt: lateAt,
  }
  const refund = {
    _id: objectId(refundId(1)),
    payment: late._id,
    payer: late.payer,
    job: late.job,
    gateway: 'Fawry' as const,
    amount: LATE_AMOUNT,
    reason: 'It was paid after its contract no longer waited for it',
    status: 'Refused' as const,
    tries: 1,
    nextTryAt: lateAt,
    createdAt: lateAt,
    updatedAt: lateAt,
  }
  await inTransaction(async (tx) => {
    await Payment.create([pending, late], { session: tx, ordered: true })
    await Refund.create([refund], { session: tx })
    const postings = [
      { account: clearingAt('Fawry'), amount: -LATE_AMOUNT },
      { account: refundOf(refundId(1)), amount: LATE_AMOUNT },
    ]
    const key = `refund:${refundId(1)}`
    await postJournal(tx, { key, kind: 'latePayment', postings, jobId: jobId(8), at: lateAt })
  })
}
