import { Contract } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { cancelAtGateway, wasAskedSince } from '#lib/payments/query-gateway.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import type { GatewayQuery } from '#lib/work/work-messages.ts'

/**
 * Expires a pending payment whose time is over, or that no contract waits for any more. It is cancelled at its gateway
 * first. It becomes Expired if the gateway says that it is not paid and cannot be paid any more. If it was paid
 * meanwhile, it is captured. If the gateway does not answer, a later run tries again.
 */
export async function expirePayment(
  paymentId: PaymentId,
  { handedOutAt }: Pick<GatewayQuery, 'handedOutAt'>,
): Promise<boolean> {
  const payment = await Payment.findOne({ _id: paymentId, status: trusted({ $in: [...PENDING] }) }).lean()
  if (!payment || wasAskedSince(payment, handedOutAt) || !(await isOver(payment))) return false
  const state = await cancelAtGateway(payment)
  // a payment that the gateway does not know or has cancelled is over; one that is still open there is not
  if (state === 'lost' || state === 'pending') return false
  return inTransaction((tx) => closePayment(tx, payment, 'Expired'))
}

async function isOver({ expiresAt, contract }: PaymentRecord): Promise<boolean> {
  if (expiresAt <= clock()) return true
  return (
    contract !== undefined && !(await Contract.exists({ _id: contract, status: 'Active', payment: 'Unpaid' }))
  )
}
