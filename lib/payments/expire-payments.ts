import { Contract } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { cancelAtGateway } from '#lib/payments/query-gateway.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

/**
 * Expires the pending payments whose time is over, and those that no contract waits for any more (it is void, cancelled
 * or paid in another way). Each is cancelled at its gateway first. It becomes Expired if the gateway says that it is
 * not paid and cannot be paid any more. If it was paid meanwhile, it is captured. If the gateway does not answer, the
 * next run tries again.
 */
export async function expirePayments(): Promise<{ expired: number; failed: number }> {
  const tally = { expired: 0, failed: 0 }
  for await (const payment of Payment.find({ status: trusted({ $in: [...PENDING] }) })
    .lean()
    .cursor()) {
    try {
      if ((await isOver(payment)) && (await expirePayment(payment))) tally.expired += 1
    } catch (error) {
      tally.failed += 1
      log.error('a payment could not be expired', { paymentId: idOf<'Payment'>(payment._id), error })
    }
  }
  return tally
}

async function isOver({ expiresAt, contract }: PaymentRecord): Promise<boolean> {
  if (expiresAt <= clock()) return true
  return (
    contract !== undefined && !(await Contract.exists({ _id: contract, status: 'Active', payment: 'Unpaid' }))
  )
}

async function expirePayment(payment: PaymentRecord): Promise<boolean> {
  const state = await cancelAtGateway(payment)
  // a payment that the gateway does not know or has cancelled is over; one that is still open there is not
  if (state === 'lost' || state === 'pending') return false
  return inTransaction((tx) => closePayment(tx, payment, 'Expired'))
}
