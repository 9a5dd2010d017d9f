import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { Contract, type ContractRecord } from '#lib/contracts/contract.model.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import { clearingAt, escrowOf, prepaidOf } from '#lib/money/accounts.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { openRefund } from '#lib/payments/open-refund.ts'
import { MAY_COME_IN } from '#lib/payments/payment-status.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { collectDebt } from '#lib/wallet/collect-debt.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

/**
 * The gateway says that a payment came in, for the sum that we asked (the caller has compared it); in the
 * caller's transaction:
 * 1. the payment is Held, once, whatever it was before; seen already: nothing happens, false is answered
 * 2. a top-up goes to the wallet; fees that are owed are paid from it first
 * 3. a job's payment is held in its escrow while its contract still waits for it
 * 4. one that comes too late or twice is credited and goes back in full
 */
export async function capturePayment(
  session: ClientSession,
  payment: PaymentRecord,
  gatewayPaymentId: string | null,
): Promise<boolean> {
  const at = clock()
  const held = await Payment.findOneAndUpdate(
    { _id: payment._id, status: trusted({ $in: [...MAY_COME_IN] }) },
    {
      $set: { status: 'Held', capturedAt: at, updatedAt: at, ...(gatewayPaymentId && { gatewayPaymentId }) },
    },
    { session, returnDocument: 'after' },
  ).lean()
  if (!held) return false
  if (held.purpose === 'TopUp') await creditTopUp(session, held, at)
  else if (!(await fundJob(session, held, at))) await giveBack(session, held, at)
  const paymentId = idOf<'Payment'>(held._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(session, { actor: null, action: 'payment.capture', target })
  await recordEvent(session, 'payment.captured', {
    paymentId,
    payerId: idOf(held.payer),
    jobId: held.job ? idOf(held.job) : null,
    amount: held.amount,
  })
  return true
}

/** Holds it for the job where the contract still waits for this very sum; the unpaid hire's deadline ends. */
async function fundJob(session: ClientSession, payment: PaymentRecord, at: Date): Promise<boolean> {
  const contract = await Contract.findOneAndUpdate(
    { _id: payment.contract, status: 'Active', payment: 'Unpaid' },
    { $set: { payment: 'Held', updatedAt: at } },
    { session, returnDocument: 'after' },
  ).lean()
  if (!contract) return false
  await postJournal(session, {
    key: `payment:${idOf(payment._id)}`,
    kind: 'payment',
    lines: [
      { account: clearingAt(payment.gateway), amount: -payment.amount },
      { account: escrowOf(idOf(contract.job)), amount: payment.amount },
    ],
    jobId: idOf(contract.job),
    at,
  })
  await restartTimer(session, contract)
  return true
}

async function restartTimer(session: ClientSession, contract: ContractRecord): Promise<void> {
  const job = await Job.findById(contract.job).session(session).lean()
  if (!job) return
  const timer = timerFor(job, contract, await currentSettings())
  await Job.updateOne({ _id: job._id }, { $set: { timer } }, { session })
}

async function giveBack(session: ClientSession, payment: PaymentRecord, at: Date): Promise<void> {
  await openRefund(session, {
    payment,
    amount: asPiastres(payment.amount),
    from: clearingAt(payment.gateway),
    kind: 'latePayment',
    reason: 'It came in when nothing was waiting for it any more',
    at,
  })
}

async function creditTopUp(session: ClientSession, payment: PaymentRecord, at: Date): Promise<void> {
  const userId = idOf<'User'>(payment.payer)
  const paymentId = idOf<'Payment'>(payment._id)
  await postJournal(session, {
    key: `payment:${paymentId}`,
    kind: 'topUp',
    lines: [
      { account: clearingAt(payment.gateway), amount: -payment.amount },
      { account: prepaidOf(userId), amount: payment.amount },
    ],
    at,
  })
  const { amount, gateway } = payment
  await recordTransaction(session, {
    userId,
    type: 'Deposit',
    amount,
    status: 'Completed',
    gateway,
    paymentId,
    at,
  })
  await collectDebt(session, { userId, cause: `payment:${paymentId}`, at })
  await Payment.updateOne({ _id: payment._id }, { $set: { status: 'Released' } }, { session })
}
