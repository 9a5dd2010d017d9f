import { Contract } from '#lib/contracts/contract.model.ts'
import { cancelAtGateway } from '#lib/payments/ask-gateway.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { UNDECIDED } from '#lib/payments/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

/**
 * Ends the undecided payments whose time is over, and those that nothing waits for any more (the contract is void,
 * cancelled or paid otherwise): at the gateway first. Expired is what the gateway says is not paid and cannot be
 * any more; one that was paid meanwhile comes in; where it does not answer it is asked the next time.
 */
export async function expirePayments(): Promise<{ expired: number; failed: number }> {
  const tally = { expired: 0, failed: 0 }
  for await (const payment of Payment.find({ status: trusted({ $in: [...UNDECIDED] }) })
    .lean()
    .cursor()) {
    try {
      if ((await isOver(payment)) && (await end(payment))) tally.expired += 1
    } catch (error) {
      tally.failed += 1
      log.error('a payment could not be ended', { paymentId: idOf<'Payment'>(payment._id), error })
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

async function end(payment: PaymentRecord): Promise<boolean> {
  const state = await cancelAtGateway(payment)
  // one that the gateway never heard of, or ended, is over; one that it still holds open is not
  if (state === 'lost' || state === 'pending') return false
  return inTransaction((session) => closePayment(session, payment, 'Expired'))
}
