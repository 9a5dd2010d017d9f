import type { ClientSession } from 'mongoose'
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
import type { RefundStatus } from '#lib/payments/refund-status.ts'
import { Refund, type RefundRecord } from '#lib/payments/refund.model.ts'
import { after, clock, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

const FIRST_PAUSE = 2 * MINUTE
const LONGEST_PAUSE = 6 * HOUR

/** From so many tries on, somebody has to look. */
const MANY_TRIES = 8

/**
 * Give back what was decided to go back, each refund once:
 * 1. one is taken by a conditional write that pauses it for others and notes it as Unknown before anything is sent:
 *    whoever dies in between leaves one that is asked about first
 * 2. of one payment, one at a time: a gateway that shows no more than "in part" must not take one for the other.
 *    While the payer's bank has the payment, none
 * 3. a Requested one is sent; an Unknown or a silent one is asked about, and sent again only where the gateway shows
 *    nothing of it and a second order cannot pay twice
 * 4. by the answer it is Confirmed, Sent, Refused (its payer names an account), Unknown, or Requested again; pauses
 *    grow, and after many tries somebody is told to look
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
  if (!(await take(refund))) return false
  const order = await orderOf(refund)
  const answer = await ask(await gatewayOf(refund.gateway), refund, order)
  await note(refund, answer)
  if (refund.tries >= MANY_TRIES) {
    log.error('a refund is not through yet', { refundId: order.refundId, count: refund.tries })
  }
  return true
}

/** Takes a refund for this turn, where it is one that may be sent now. */
const take = (refund: RefundRecord): Promise<boolean> =>
  inTransaction(async (session) => {
    const now = clock()
    const pause = Math.min(FIRST_PAUSE * 2 ** refund.tries, LONGEST_PAUSE)
    // written to, so that two refunds of one payment cannot both find themselves alone
    const payment = await Payment.findOneAndUpdate(
      { _id: refund.payment },
      { $set: { updatedAt: now } },
      { session, returnDocument: 'after' },
    )
      .lean()
      .orFail()
    const isFirst = refund.status === 'Requested'
    const waits = payment.status === 'ChargedBack' || (isFirst && (await isAnotherUnderWay(session, refund)))
    const status = isFirst && !waits ? 'Unknown' : refund.status
    const { matchedCount } = await Refund.updateOne(
      { _id: refund._id, status: refund.status, nextTryAt: refund.nextTryAt },
      {
        $set: { status, nextTryAt: after(now, waits ? FIRST_PAUSE : pause) },
        ...(!waits && { $inc: { tries: 1 } }),
      },
      { session },
    )
    return matchedCount === 1 && !waits
  })

const isAnotherUnderWay = (session: ClientSession, { _id, payment }: RefundRecord) =>
  Refund.exists({
    payment,
    _id: trusted({ $ne: _id }),
    status: trusted({ $in: ['Unknown', 'Sent'] as RefundStatus[] }),
  }).session(session)

async function orderOf(refund: RefundRecord): Promise<RefundOrder> {
  const payment = await Payment.findById(refund.payment).lean().orFail()
  return {
    refundId: idOf<'Refund'>(refund._id),
    payment: keyOf(payment),
    amount: asPiastres(refund.amount),
    refundedBefore: asPiastres(payment.refundConfirmed),
  }
}

/** `refusedToListen`: the gateway took no notice of it, so that it is still to be sent. */
type Heard = RefundAnswer['outcome'] | 'refusedToListen'

async function ask(gateway: PaymentGateway, refund: RefundRecord, order: RefundOrder): Promise<Heard> {
  const { status } = refund
  try {
    if (status === 'Requested') return (await gateway.refund(order)).outcome
    const { outcome } = await gateway.stateOfRefund(order)
    return outcome === 'unknown' && status === 'Unknown' && isSafeToRepeat(refund, order)
      ? (await gateway.refund(order)).outcome
      : outcome
  } catch (error) {
    if (error instanceof LostAnswer) return 'unknown'
    if (!(error instanceof GatewayRefusal)) throw error
    log.warn('a refund has to wait', { refundId: order.refundId, code: error.reason })
    return status === 'Requested' ? 'refusedToListen' : 'unknown'
  }
}

/**
 * Stripe takes a refund once for our key. Fawry has no key: the first refund of a payment, or one that makes it whole,
 * shows in the payment's state; a later part does not, and is left for staff rather than paid twice.
 */
const isSafeToRepeat = (
  { gateway }: RefundRecord,
  { payment, amount, refundedBefore }: RefundOrder,
): boolean => gateway === 'Stripe' || refundedBefore === 0 || refundedBefore + amount === payment.amount

async function note(refund: RefundRecord, heard: Heard): Promise<void> {
  switch (heard) {
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
    case 'refusedToListen':
      await Refund.updateOne({ _id: refund._id, status: 'Unknown' }, { $set: { status: 'Requested' } })
      return
    case 'unknown':
      return
  }
}
