import type { ClientSession } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { chargedBackOf, type PaymentStatus, statusByRefunds } from '#lib/model/payment-status.ts'

/**
 * Gives a captured payment the status that follows from its amounts, in the caller's transaction: charged back while a
 * chargeback stands, else what was refunded of it, else whether its contract still holds it.
 */
export async function updatePaymentStatus(tx: ClientSession, _id: PaymentRecord['_id']): Promise<void> {
  const payment = await Payment.findById(_id).session(tx).lean().orFail()
  const status = await statusOf(tx, payment)
  if (status !== payment.status) await Payment.updateOne({ _id }, { $set: { status } }, { session: tx })
}

async function statusOf(tx: ClientSession, payment: PaymentRecord): Promise<PaymentStatus> {
  if (chargedBackOf(payment) > 0) return 'ChargedBack'
  const { contract, refundConfirmed, takenBack } = payment
  const isUntouched = refundConfirmed + takenBack === 0
  const held = { _id: contract, payment: 'Held' as const }
  const isHeld = isUntouched && contract !== undefined && (await Contract.exists(held).session(tx)) !== null
  return isHeld ? 'Held' : statusByRefunds(payment)
}
