import type { ClientSession } from 'mongoose'
import type { GatewayState, WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { recordChargeback, reverseChargeback } from '#lib/payments/chargeback.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { confirmRefundsOf, revertRefund } from '#lib/payments/confirm-refund.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'

type Content = WebhookEvent['content']

/** What a gateway says about a payment, in a webhook or in answer to a query. */
export interface PaymentUpdate {
  readonly content: Content
  readonly gatewayPaymentId: string | null
}

/**
 * Applies a gateway's update of a payment, in the caller's transaction. Updates only go forward: a payment that was
 * captured stays captured whatever comes later, and the same update again changes nothing. If the amount is not the one
 * that we requested, the update raises an alarm and posts nothing.
 */
export async function applyPaymentUpdate(
  tx: ClientSession,
  payment: PaymentRecord,
  update: PaymentUpdate,
): Promise<void> {
  const { content, gatewayPaymentId } = update
  switch (content.kind) {
    case 'paid':
      if (content.amount !== payment.amount)
        return logMismatch(payment, 'the amount received is not the amount requested')
      return void (await capturePayment(tx, payment, gatewayPaymentId))
    case 'failed':
      return void (await closePayment(tx, payment, 'Failed'))
    case 'expired':
    case 'cancelled':
      return void (await closePayment(tx, payment, 'Expired'))
    case 'refunded':
      return confirmRefundsOf(tx, payment, content)
    case 'refundFailed':
      return revertRefund(tx, payment, content.refundId)
    case 'chargedBack':
      return recordChargeback(tx, payment, content)
    case 'chargebackReversed':
      return reverseChargeback(tx, payment, content.chargebackId)
    case 'payoutAccount':
    case 'other':
      return
  }
}

/** Runs `work` in a transaction on the payment, after every passed deadline of its job is applied. */
export async function withPayment(
  payment: Pick<PaymentRecord, '_id' | 'job'>,
  work: (tx: ClientSession, payment: PaymentRecord) => Promise<void>,
): Promise<void> {
  const workOnFresh = async (tx: ClientSession) => {
    const fresh = await Payment.findById(payment._id).session(tx).lean()
    if (fresh) await work(tx, fresh)
  }
  await (payment.job
    ? withDeadlinesApplied(idOf<'Job'>(payment.job), workOnFresh)
    : inTransaction(workOnFresh))
}

/** The update that follows from the state of a payment at its gateway; null if there is nothing new. */
export function paymentUpdateOf(state: GatewayState): PaymentUpdate | null {
  if (state.state === 'unknown' || state.state === 'pending') return null
  const { gatewayPaymentId } = state
  switch (state.state) {
    case 'paid':
    case 'refunded':
    case 'partlyRefunded':
      // refunds are confirmed one by one (send-refunds.ts)
      return { content: { kind: 'paid', amount: state.amount }, gatewayPaymentId }
    case 'failed':
    case 'expired':
    case 'cancelled':
      return { content: { kind: state.state }, gatewayPaymentId }
  }
}

function logMismatch({ _id }: PaymentRecord, what: string): void {
  log.error(what, { paymentId: idOf<'Payment'>(_id) })
}
