import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { CAPTURABLE } from '#lib/model/payment-status.ts'
import { clearingAt, escrowOf, prepaidOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { applyWaiting } from '#lib/payments/refund-elsewhere.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { openRefund } from '#lib/process/open-refund.ts'
import { timerFor } from '#lib/process/timers.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Captures a payment that its gateway received. The caller has checked that the amount is the one we requested. In the
 * caller's transaction:
 * 1. the payment becomes Held, once, from any status before that; if it was captured already, nothing happens and the
 *    result is false
 * 2. a top-up is credited to the wallet; fees that are owed are collected from it first
 * 3. a job's payment is held in escrow, if its contract still waits for it
 * 4. a payment that comes too late, or a second time, or for the wallet of an account that was erased meanwhile, is
 *    refunded in full
 * 5. what the gateway said before about refunds that we did not order is applied now
 */
export async function capturePayment(
  tx: ClientSession,
  payment: PaymentRecord,
  gatewayPaymentId: string | null,
): Promise<boolean> {
  const at = clock()
  const held = await Payment.findOneAndUpdate(
    { _id: payment._id, status: trusted({ $in: [...CAPTURABLE] }) },
    {
      $set: { status: 'Held', capturedAt: at, updatedAt: at, ...(gatewayPaymentId && { gatewayPaymentId }) },
    },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!held) return false
  const isBooked = held.purpose === 'TopUp' ? await creditTopUp(tx, held, at) : await fundJob(tx, held, at)
  if (!isBooked) await refundLatePayment(tx, held, at)
  const paymentId = idOf<'Payment'>(held._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(tx, { actor: null, action: 'payment.capture', target })
  await recordEvent(tx, 'payment.captured', {
    ...paymentIdsOf(held),
    amount: held.amount,
  })
  await applyWaiting(tx, held._id)
  return true
}

/** Holds the payment in escrow if the contract still waits for it. The timer of the unpaid hire ends. */
async function fundJob(tx: ClientSession, payment: PaymentRecord, at: Date): Promise<boolean> {
  const contract = await Contract.findOneAndUpdate(
    { _id: payment.contract, status: 'Active', payment: 'Unpaid' },
    { $set: { payment: 'Held', updatedAt: at } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!contract) return false
  await postJournal(tx, {
    key: `payment:${idOf(payment._id)}`,
    kind: 'payment',
    postings: [
      { account: clearingAt(payment.gateway), amount: -payment.amount },
      { account: escrowOf(idOf(contract.job)), amount: payment.amount },
    ],
    jobId: idOf(contract.job),
    at,
  })
  await restartTimer(tx, contract)
  return true
}

async function restartTimer(tx: ClientSession, contract: ContractRecord): Promise<void> {
  const job = await Job.findById(contract.job).session(tx).lean()
  if (!job) return
  const timer = timerFor(job, contract, await currentSettings())
  await Job.updateOne({ _id: job._id }, { $set: { timer } }, { session: tx })
}

async function refundLatePayment(tx: ClientSession, payment: PaymentRecord, at: Date): Promise<void> {
  await openRefund(tx, {
    payment,
    amount: asPiastres(payment.amount),
    from: clearingAt(payment.gateway),
    kind: 'latePayment',
    reason: 'It was paid after its contract no longer waited for it',
    at,
  })
}

/**
 * Credits a top-up. Its statement and the closing of an account both write the account, so that of the two the later
 * starts again and sees the other. Returns false if the account is closed.
 */
async function creditTopUp(tx: ClientSession, payment: PaymentRecord, at: Date): Promise<boolean> {
  if (await isErased(tx, payment.payer)) return false
  const userId = idOf<'User'>(payment.payer)
  const paymentId = idOf<'Payment'>(payment._id)
  await postJournal(tx, {
    key: `payment:${paymentId}`,
    kind: 'topUp',
    postings: [
      { account: clearingAt(payment.gateway), amount: -payment.amount },
      { account: prepaidOf(userId), amount: payment.amount },
    ],
    at,
  })
  const { amount, gateway } = payment
  await recordTransaction(tx, {
    userId,
    type: 'Deposit',
    amount,
    status: 'Completed',
    gateway,
    paymentId,
    at,
  })
  await collectDebt(tx, { userId, cause: `payment:${paymentId}`, at })
  await Payment.updateOne({ _id: payment._id }, { $set: { status: 'Released' } }, { session: tx })
  return true
}
