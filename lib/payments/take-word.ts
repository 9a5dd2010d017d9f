import type { ClientSession } from 'mongoose'
import type { GatewayEvent, GatewayState } from '#lib/gateways/payments/payments.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { bookChargeback, reverseChargeback } from '#lib/payments/chargeback.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { confirmRefundsOf, refundCameBack } from '#lib/payments/confirm-refund.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

type Happened = GatewayEvent['happened']

/** What a gateway says of a payment, by a message or when asked. */
export interface Word {
  readonly happened: Happened
  readonly gatewayPaymentId: string | null
}

/**
 * Does what a gateway's word about a payment means, in the caller's transaction, forward only: what was paid stays
 * paid whatever comes later, and the same word again changes nothing. A sum that is not the one we asked for is
 * kept and alarmed about, and moves no money.
 */
export async function takeWord(session: ClientSession, payment: PaymentRecord, word: Word): Promise<void> {
  const { happened, gatewayPaymentId } = word
  switch (happened.kind) {
    case 'paid':
      if (happened.amount !== payment.amount) return alarm(payment, 'another sum came in than was asked')
      return void (await capturePayment(session, payment, gatewayPaymentId))
    case 'failed':
      return void (await closePayment(session, payment, 'Failed'))
    case 'expired':
    case 'cancelled':
      return void (await closePayment(session, payment, 'Expired'))
    case 'refunded':
      return confirmRefundsOf(session, payment, happened)
    case 'refundFailed':
      return refundCameBack(session, payment, happened.refundId)
    case 'chargedBack':
      return bookChargeback(session, payment, happened)
    case 'chargebackReversed':
      return reverseChargeback(session, payment, happened.chargebackId)
    case 'payoutAccount':
    case 'other':
      return
  }
}

/** Runs `work` on a payment as it stands when every deadline of its job that has passed is applied. */
export async function onPayment(
  payment: Pick<PaymentRecord, '_id' | 'job'>,
  work: (session: ClientSession, payment: PaymentRecord) => Promise<void>,
): Promise<void> {
  const onFresh = async (session: ClientSession) => {
    const fresh = await Payment.findById(payment._id).session(session).lean()
    if (fresh) await work(session, fresh)
  }
  await (payment.job ? inSettledCase(idOf<'Job'>(payment.job), onFresh) : inTransaction(onFresh))
}

/** The word that a gateway's answer about a payment amounts to; null where it says nothing new. */
export function wordOf(state: GatewayState): Word | null {
  if (state.state === 'unknown' || state.state === 'pending') return null
  const { gatewayPaymentId } = state
  switch (state.state) {
    case 'paid':
    case 'refunded':
    case 'partlyRefunded':
      // what was given back is confirmed by the refunds themselves
      return { happened: { kind: 'paid', amount: state.amount }, gatewayPaymentId }
    case 'failed':
    case 'expired':
    case 'cancelled':
      return { happened: { kind: state.state }, gatewayPaymentId }
  }
}

function alarm({ _id }: PaymentRecord, what: string): void {
  log.error(what, { paymentId: idOf<'Payment'>(_id) })
}
