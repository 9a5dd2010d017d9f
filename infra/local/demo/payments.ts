import { DEMO, contractId, jobId, paymentId, refundId } from '#infra/local/demo/demo.ts'
import { clearingAt, refundOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { after, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

const { client1 } = DEMO.people
const CAME_LATE = 45_000

/**
 * Two payments of client1 at Fawry: one that is begun, for the hired job that waits for it, and one that came too late
 * to an outlet, whose cash Fawry cannot give back: its refund waits for an account.
 */
export async function seedPayments(now: Date): Promise<void> {
  if (await Payment.exists({ _id: objectId(paymentId(1)) })) return
  const [begunAt, lateAt] = [after(now, -HOUR), after(now, -2 * DAY)]
  const of = { purpose: 'Job', payer: objectId(client1.id), gateway: 'Fawry', method: 'reference' } as const
  const begun = {
    ...of,
    _id: objectId(paymentId(1)),
    job: objectId(jobId(4)),
    contract: objectId(contractId(4)),
    amount: 550_000,
    reference: '65A0DE4000000000CA01',
    status: 'Pending' as const,
    gatewayPaymentId: '990000001',
    checkout: { fawryReference: '990000001' },
    expiresAt: after(now, 22 * HOUR),
    createdAt: begunAt,
    updatedAt: begunAt,
  }
  const late = {
    ...of,
    _id: objectId(paymentId(2)),
    job: objectId(jobId(8)),
    amount: CAME_LATE,
    reference: '65A0DE4000000000CA02',
    status: 'Held' as const,
    gatewayPaymentId: '990000002',
    checkout: { fawryReference: '990000002' },
    expiresAt: after(lateAt, -HOUR),
    capturedAt: lateAt,
    refundOpened: CAME_LATE,
    createdAt: after(lateAt, -DAY),
    updatedAt: lateAt,
  }
  const refund = {
    _id: objectId(refundId(1)),
    payment: late._id,
    payer: late.payer,
    job: late.job,
    gateway: 'Fawry' as const,
    amount: CAME_LATE,
    reason: 'It came in when nothing was waiting for it any more',
    status: 'Refused' as const,
    tries: 1,
    nextTryAt: lateAt,
    createdAt: lateAt,
    updatedAt: lateAt,
  }
  await inTransaction(async (session) => {
    await Payment.create([begun, late], { session, ordered: true })
    await Refund.create([refund], { session })
    const lines = [
      { account: clearingAt('Fawry'), amount: -CAME_LATE },
      { account: refundOf(refundId(1)), amount: CAME_LATE },
    ]
    const key = `refund:${refundId(1)}`
    await postJournal(session, { key, kind: 'latePayment', lines, jobId: jobId(8), at: lateAt })
  })
}
