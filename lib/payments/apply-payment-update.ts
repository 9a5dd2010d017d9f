import type { ClientSession } from 'mongoose'
import type { GatewayState, WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { closeChargeback, recordChargeback, reverseChargeback } from '#lib/payments/chargeback.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { applyRefunded, applyRefundElsewhere, applyRefundFailed } from '#lib/payments/refund-elsewhere.ts'
import { returnForeignCurrency, returnWrongAmount } from '#lib/payments/return-mismatch.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'

type Content = WebhookEvent['content']

/** What a gateway says about a payment, in a webhook or in answer to a query. */
export interface PaymentUpdate {
  readonly content: Content
  readonly gatewayPaymentId: string | null
}

/**
 * Applies a gateway's update of a payment, in the caller's transaction. Updates only go forward: a payment that was
 * captured stays captured whatever comes later, and the same update again changes nothing. What arrives in another amount
 * or currency than we asked for goes back to its payer.
 */
export async function applyPaymentUpdate(
  tx: ClientSession,
  payment: PaymentRecord,
  update: PaymentUpdate,
): Promise<void> {
  const { content, gatewayPaymentId } = update
  if (payment.unbooked) return // nothing of it is in our books
  switch (content.kind) {
    case 'paid':
      return applyPaid(tx, payment, { ...content, gatewayPaymentId })
    case 'failed':
      return void (await closePayment(tx, payment, 'Failed'))
    case 'expired':
    case 'cancelled':
      return void (await closePayment(tx, payment, 'Expired'))
    case 'refunded':
      return applyRefunded(tx, payment, content)
    case 'refundedElsewhere':
    case 'refundElsewhereFailed':
    case 'refundedInAll':
      return applyRefundElsewhere(tx, payment, content)
    case 'refundFailed':
      return applyRefundFailed(tx, payment, content.refundId)
    case 'chargedBack':
      return recordChargeback(tx, payment, content)
    case 'chargebackLost':
      return closeChargeback(tx, payment, content)
    case 'chargebackReversed':
      return reverseChargeback(tx, payment, content.chargebackId)
    case 'payoutAccount':
    case 'other':
      return
  }
}

async function applyPaid(
  tx: ClientSession,
  payment: PaymentRecord,
  arrived: {
    readonly amount: Piastres
    readonly currency?: string
    readonly gatewayPaymentId: string | null
  },
): Promise<void> {
  const { amount, currency, gatewayPaymentId } = arrived
  if (currency !== undefined) return returnForeignCurrency(tx, payment, { ...arrived, currency })
  if (amount !== payment.amount) return returnWrongAmount(tx, payment, arrived)
  await capturePayment(tx, payment, gatewayPaymentId)
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

const paidAs = ({
  amount,
  currency,
}: {
  readonly amount: Piastres
  readonly currency?: string
}): Content => ({
  kind: 'paid',
  amount,
  ...(currency !== undefined && { currency }),
})

/**
 * The updates that follow from the state of a payment at its gateway, in their order; none if there is nothing new. What
 * was refunded there and is not ours follows its capture: the message that told of it may be lost.
 */
export function paymentUpdatesOf(state: GatewayState): readonly PaymentUpdate[] {
  if (state.state === 'unknown' || state.state === 'pending') return []
  const { gatewayPaymentId } = state
  const update = (content: Content): PaymentUpdate => ({ content, gatewayPaymentId })
  switch (state.state) {
    case 'paid':
      return [update(paidAs(state))]
    case 'refunded':
      return [update(paidAs(state)), update({ kind: 'refundedInAll', total: state.amount })]
    case 'partlyRefunded':
      return [
        update(paidAs(state)),
        update(
          state.refunded === undefined
            ? { kind: 'refunded', refundId: null, whole: false }
            : { kind: 'refundedInAll', total: state.refunded },
        ),
      ]
    case 'failed':
    case 'expired':
    case 'cancelled':
      return [update({ kind: state.state })]
  }
}
