import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import {
  GatewayRefusal,
  LostAnswer,
  type PaymentGateway,
  type RefundAnswer,
  type RefundOrder,
} from '#lib/gateways/payments/payments.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { confirmRefund, refuseRefund } from '#lib/payments/confirm-refund.ts'
import { keyOf } from '#lib/payments/payment-key.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund, type RefundRecord } from '#lib/payments/refund.model.ts'
import { after, clock, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

const FIRST_PAUSE = 2 * MINUTE
const LONGEST_PAUSE = 6 * HOUR

/**
 * Give back what was decided to go back, each refund once:
 * 1. one is taken by a conditional write that pauses it for others and notes it as Unknown before anything is sent:
 *    whoever dies in between leaves one that is asked about first
 * 2. a Requested one is sent; an Unknown or a silent one is asked about, and sent again only where the gateway shows
 *    nothing of it and a second order cannot pay twice
 * 3. by the answer it is Confirmed, Sent, Refused (its payer names an account) or Unknown; pauses grow
 */
export async function sendRefunds(): Promise<{ sent: number; failed: number }> {
  const tally = { sent: 0, failed: 0 }
  const due = Refund.find({
    status: trusted({ $in: ['Requested', 'Unknown', 'Sent'] }),
    nextTryAt: trusted({ $lte: clock() }),
  })
    .sort({ nextTryAt: 1 })
    .lean()
    .cursor()
  for await (const refund of due) {
    try {
      if (await sendRefund(refund)) tally.sent += 1
    } catch (error) {
      tally.failed += 1
      log.error('a refund could not be sent', { refundId: idOf<'Refund'>(refund._id), error })
    }
  }
  return tally
}

async function sendRefund(refund: RefundRecord): Promise<boolean> {
  const pause = Math.min(FIRST_PAUSE * 2 ** refund.tries, LONGEST_PAUSE)
  const { matchedCount } = await Refund.updateOne(
    { _id: refund._id, status: refund.status, nextTryAt: refund.nextTryAt },
    {
      $set: { nextTryAt: after(clock(), pause), ...(refund.status === 'Requested' && { status: 'Unknown' }) },
      $inc: { tries: 1 },
    },
  )
  if (matchedCount === 0) return false
  const order = await orderOf(refund)
  const answer = await ask(await gatewayOf(refund.gateway), refund, order)
  await note(refund, answer)
  return true
}

async function orderOf(refund: RefundRecord): Promise<RefundOrder> {
  const payment = await Payment.findById(refund.payment).lean().orFail()
  return {
    refundId: idOf<'Refund'>(refund._id),
    payment: keyOf(payment),
    amount: asPiastres(refund.amount),
    refundedBefore: asPiastres(payment.refundConfirmed),
  }
}

async function ask(
  gateway: PaymentGateway,
  { status }: RefundRecord,
  order: RefundOrder,
): Promise<RefundAnswer> {
  try {
    if (status === 'Requested') return await gateway.refund(order)
    const known = await gateway.stateOfRefund(order)
    return known.outcome === 'unknown' && status === 'Unknown' && isSafeToRepeat(order)
      ? await gateway.refund(order)
      : known
  } catch (error) {
    if (error instanceof LostAnswer) return { outcome: 'unknown' }
    if (error instanceof GatewayRefusal) log.warn('a refund has to wait', { code: error.reason })
    else throw error
    return { outcome: 'unknown' }
  }
}

/**
 * Fawry's refunds have no key of ours. The first of a payment, or one that makes it whole, shows in the payment's
 * state; a later part does not, and is left for staff rather than paid twice.
 */
const isSafeToRepeat = ({ payment, amount, refundedBefore }: RefundOrder): boolean =>
  refundedBefore === 0 || refundedBefore + amount === payment.amount

async function note(refund: RefundRecord, { outcome }: RefundAnswer): Promise<void> {
  switch (outcome) {
    case 'confirmed':
      return inTransaction(async (session) => void (await confirmRefund(session, refund)))
    case 'refused':
      return inTransaction(async (session) => {
        const now = await Refund.findById(refund._id).session(session).lean()
        if (now && now.status !== 'Confirmed') await refuseRefund(session, now)
      })
    case 'sent':
      await Refund.updateOne({ _id: refund._id, status: 'Unknown' }, { $set: { status: 'Sent' } })
      return
    case 'unknown':
      return
  }
}
