import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import { GatewayRefusedError, LostResponseError, type RefundAnswer } from '#lib/gateways/payments/payments.ts'
import { Payment, type PaymentRecord, type UnbookedMoney } from '#lib/model/payment.model.ts'
import { paymentKeyOf } from '#lib/payments/payment-key.ts'
import { isUnbookedDue } from '#lib/payments/send-unbooked-refunds.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { idOf, type PaymentId, type RefundId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { asPiastres, ZERO } from '#lib/platform/piastres.ts'

/** How long after a try the next one is due, in ms, doubled with each try up to a day. */
const FIRST_DELAY_MS = 2 * MINUTE
const DOUBLINGS = 9

/**
 * Refunds at its gateway what arrived in another currency. The payment is claimed with a conditional write, which
 * delays it for others. The gateway makes the refund once for the payment's id, and refuses another one of the whole
 * payment, so trying again is safe. What it refuses for good is left to staff, with an error in the log.
 */
export async function sendUnbookedRefund(paymentId: PaymentId): Promise<boolean> {
  const payment = await Payment.findOne({ _id: paymentId, ...isUnbookedDue() }).lean()
  if (!payment?.unbooked || !(await claim(payment, payment.unbooked))) return false
  try {
    await save(payment, await refund(payment, payment.unbooked))
    return true
  } catch (error) {
    log.error('money in another currency could not be refunded', { paymentId, error })
    throw error
  }
}

async function claim({ _id }: PaymentRecord, { tries, nextTryAt }: UnbookedMoney): Promise<boolean> {
  const next = addMs(clock(), FIRST_DELAY_MS * 2 ** Math.min(tries, DOUBLINGS))
  const { matchedCount } = await Payment.updateOne(
    { _id, 'unbooked.status': 'Due', 'unbooked.nextTryAt': nextTryAt },
    { $set: { 'unbooked.nextTryAt': next }, $inc: { 'unbooked.tries': 1 } },
  )
  return matchedCount === 1
}

async function refund(payment: PaymentRecord, { amount }: UnbookedMoney): Promise<RefundAnswer['outcome']> {
  const gateway = await gatewayOf(payment.gateway)
  const whole = asPiastres(amount) // of the other currency: the gateway knows which
  try {
    const answer = await gateway.refund({
      refundId: payment._id.toHexString() as RefundId,
      payment: { ...paymentKeyOf(payment), amount: whole },
      amount: whole,
      refundedBefore: ZERO,
    })
    return answer.outcome
  } catch (error) {
    if (error instanceof LostResponseError || error instanceof GatewayRefusedError) return 'unknown'
    throw error
  }
}

async function save({ _id }: PaymentRecord, outcome: RefundAnswer['outcome']): Promise<void> {
  if (outcome === 'unknown') return
  if (outcome === 'refused') {
    log.error('the gateway refuses to refund money in another currency', { paymentId: idOf<'Payment'>(_id) })
  }
  const status = outcome === 'refused' ? 'Refused' : 'Refunded'
  await Payment.updateOne({ _id }, { $set: { 'unbooked.status': status } })
}
