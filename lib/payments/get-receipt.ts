import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { chargedBackOf, receivedFor } from '#lib/model/payment-status.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { isCovered } from '#lib/model/refund-status.ts'
import { User } from '#lib/model/user.model.ts'
import type { receiptView } from '#lib/payments/receipt.schemas.ts'
import { idOf, type PaymentId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

export type Receipt = z.input<typeof receiptView>

/**
 * The receipt of one's own payment (PAYMENT_NOT_FOUND), once it was received (PAYMENT_NOT_RECEIVED): what was paid, for
 * which job and by whom the work was done, and what has come back since: each refund, also one that the gateway made
 * without us, and what the payer's bank gave back. A refund that one of these stood in for is not there twice.
 */
export async function getReceipt(paymentId: PaymentId, payer: UserId): Promise<Receipt> {
  const payment = await Payment.findOne({ _id: objectId(paymentId), payer: objectId(payer) }).lean()
  if (!payment) throw fail('PAYMENT_NOT_FOUND')
  if (!payment.capturedAt) throw fail('PAYMENT_NOT_RECEIVED')
  const [refunds, name, job] = await Promise.all([
    Refund.find({ payment: payment._id }).sort({ createdAt: 1, _id: 1 }).lean(),
    nameOf(payment.payer),
    jobOf(payment),
  ])
  const { reference, capturedAt, purpose, gateway, method, refundConfirmed, takenBack } = payment
  const amount = receivedFor(payment)
  const refunded = refundConfirmed + takenBack + chargedBackOf(payment)
  return {
    paymentId,
    number: reference,
    paidAt: capturedAt.toISOString(),
    payer: name,
    purpose,
    job,
    gateway,
    method,
    currency: 'EGP',
    amount,
    refunds: [
      ...refunds.filter((refund) => !isCovered(refund)).map(refundOn),
      ...refundsElsewhereOn(payment),
      ...chargebacksOn(payment),
    ],
    refunded,
    total: Math.max(0, amount - refunded), // somebody may have got more back than they paid
  }
}

const refundOn = ({ amount, status, confirmedAt, createdAt }: RefundRecord) => ({
  amount,
  status,
  at: (confirmedAt ?? createdAt).toISOString(),
})

/** What the gateway gave back without our order: it is known when we heard of the last of it. */
const refundsElsewhereOn = ({ refundsElsewhere = [], updatedAt }: PaymentRecord) =>
  refundsElsewhere
    .filter(({ amount }) => amount > 0)
    .map(({ amount }) => ({ amount, status: 'Confirmed' as const, at: updatedAt.toISOString() }))

/** What the payer's bank gave back, unless it returned that to us. */
const chargebacksOn = ({ chargebacks = [] }: PaymentRecord) =>
  chargebacks.map(({ amount, at }) => ({ amount, status: 'Confirmed' as const, at: at.toISOString() }))

async function nameOf(user: PaymentRecord['payer']): Promise<string> {
  const person = await User.findById(user, { firstName: 1, lastName: 1 }).lean()
  return person ? `${person.firstName} ${person.lastName}`.trim() : ''
}

async function jobOf({ job, contract }: PaymentRecord): Promise<Receipt['job']> {
  if (!job) return null
  const [found, agreed] = await Promise.all([
    Job.findById(job, { title: 1 }).lean(),
    contract && Contract.findById(contract, { craftsman: 1 }).lean(),
  ])
  return {
    id: idOf<'Job'>(job),
    title: found?.title ?? '',
    craftsman: agreed ? await nameOf(agreed.craftsman) : '',
  }
}
