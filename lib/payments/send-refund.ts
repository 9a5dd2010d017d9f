import type { ClientSession } from 'mongoose'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import {
  GatewayRefusedError,
  LostResponseError,
  type PaymentGateway,
  type RefundAnswer,
  type RefundOrder,
} from '#lib/gateways/payments/payments.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import { confirmRefund, isAwaitingConfirmation, refuseRefund } from '#lib/payments/confirm-refund.ts'
import { coverRefunds } from '#lib/payments/cover-refunds.ts'
import { mayRefund } from '#lib/payments/may-refund.ts'
import { paymentKeyOf } from '#lib/payments/payment-key.ts'
import { recordStuckRefund } from '#lib/payments/record-refund-event.ts'
import { applyRefundElsewhere } from '#lib/payments/refund-elsewhere.ts'
import { refundedAtGateway } from '#lib/payments/refunded-at-gateway.ts'
import { freezeForUnknownPart, isPartUnknown } from '#lib/payments/unknown-part.ts'
import { addMs, clock, HOUR, MINUTE, realTime } from '#lib/platform/clock.ts'
import { idOf, type RefundId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

/** No call takes longer. What was sent is asked about after this: where there is no trace of it then, it was not made. */
const MIN_BACKOFF_MS = 5 * MINUTE
const MAX_BACKOFF_MS = 6 * HOUR

/** After so many tries, staff are asked to look into it. */
const ALARM_AFTER_TRIES = 8

const UNDER_WAY = ['Requested', 'Unknown', 'Sent'] as const satisfies readonly RefundStatus[]

/**
 * Sends a refund that is due to its gateway, once:
 * 1. it is claimed with a conditional write, which delays it for others and marks it Unknown before anything is sent;
 *    if the process crashes after that, the next one asks the gateway before it sends anything. That nothing of it has
 *    left is noted too, until it does: what the gateway shows until then is another refund
 * 2. one refund at a time for each payment, because a gateway that reports only "refunded in part" could confuse two;
 *    none while a bank has still to decide whether its payer has that money already
 * 3. a Requested refund is sent; for an Unknown or Sent one the gateway is asked, and it is sent again only if the
 *    gateway shows no trace of it and a second order cannot pay twice
 * 4. by the answer it becomes Confirmed, Sent, Refused (its payer names an account), Unknown, or Requested again; the
 *    delay between tries grows, and after many tries an alarm is raised. Where the gateway shows a part that nobody
 *    explains, nothing is sent, and staff are told at once (unknown-part.ts)
 */
export async function sendRefund(refundId: RefundId): Promise<boolean> {
  const refund = await Refund.findOne({
    _id: refundId,
    status: trusted({ $in: [...UNDER_WAY] }),
    nextTryAt: trusted({ $lte: clock() }),
  }).lean()
  if (!refund || !(await claimRefund(refund))) return false
  try {
    const order = await orderOf(refund)
    const reply = await requestRefund(await gatewayOf(refund.gateway), refund, order)
    await saveReply(refund, reply)
    const isOver = reply.outcome === 'confirmed' || reply.outcome === 'refused'
    if (!isOver && refund.tries >= ALARM_AFTER_TRIES) await reportStuck(refund)
    return true
  } catch (error) {
    log.error('a refund could not be sent', { refundId, error }) // it is tried again when its delay is over
    throw error
  }
}

/** Somebody has to look the refund up at its gateway: an alarm, and once a day a notification for staff. */
async function reportStuck(refund: RefundRecord): Promise<void> {
  log.error('a refund is still not confirmed', { refundId: idOf<'Refund'>(refund._id), count: refund.tries })
  await inTransaction((tx) => recordStuckRefund(tx, refund))
}

/** Claims a refund for this run. Returns whether it may be sent now. */
const claimRefund = (refund: RefundRecord): Promise<boolean> =>
  inTransaction(async (tx) => {
    const now = clock()
    const delay = Math.min(MIN_BACKOFF_MS * 2 ** refund.tries, MAX_BACKOFF_MS)
    const isFirst = refund.status === 'Requested'
    // what may have left is asked about all the same
    const isForbidden = (isFirst || refund.isUnsent === true) && !(await mayRefund(tx, refund))
    const hasToWait = isForbidden || (isFirst && (await isAnotherInFlight(tx, refund)))
    const status = isFirst && !hasToWait ? 'Unknown' : refund.status
    const { matchedCount } = await Refund.updateOne(
      { _id: refund._id, status: refund.status, nextTryAt: refund.nextTryAt },
      {
        $set: {
          status,
          nextTryAt: addMs(now, isForbidden ? MAX_BACKOFF_MS : hasToWait ? MIN_BACKOFF_MS : delay),
          ...(!hasToWait && { triedAt: realTime(), ...(isFirst && { isUnsent: true }) }),
        },
        ...(!hasToWait && { $inc: { tries: 1 } }),
      },
      { session: tx },
    )
    return matchedCount === 1 && !hasToWait
  })

const isAnotherInFlight = (tx: ClientSession, { _id, payment }: RefundRecord) =>
  Refund.exists({
    payment,
    _id: trusted({ $ne: _id }),
    status: trusted({ $in: ['Unknown', 'Sent'] as RefundStatus[] }),
  }).session(tx)

async function orderOf(refund: RefundRecord): Promise<RefundOrder> {
  const payment = await Payment.findById(refund.payment).lean().orFail()
  const refunds = await Refund.find({ payment: payment._id }).lean()
  return {
    refundId: idOf<'Refund'>(refund._id),
    payment: paymentKeyOf(payment),
    amount: asPiastres(refund.amount),
    refundedBefore: refundedAtGateway(payment, refunds),
    isFirst: refund.status === 'Requested' || refund.isUnsent === true,
    beforeSending: () => noteSending(refund),
    isPartUnknown: isPartUnknown(payment),
  }
}

/**
 * From now on it may have been made. Answers false where it was settled, or a part of it covered, since it was read, or
 * where it has to wait for a bank by now.
 */
const noteSending = (refund: RefundRecord): Promise<boolean> =>
  inTransaction(async (tx) => {
    if (!(await mayRefund(tx, refund))) return false
    const { _id, amount } = refund
    const asRead = { _id, status: 'Unknown' as const, amount }
    const { matchedCount } = await Refund.updateOne(asRead, { $unset: { isUnsent: 1 } }, { session: tx })
    return matchedCount === 1
  })

/**
 * `notAccepted`: the gateway did not accept the request, so the refund still has to be sent. `unmade`: so it has to, since
 * the gateway shows that it has not made it, or no trace of it where a second order cannot pay twice.
 */
type GatewayReply =
  | RefundAnswer
  | { readonly outcome: 'notAccepted' }
  | { readonly outcome: 'unmade'; readonly total: Piastres | undefined }

async function requestRefund(
  gateway: PaymentGateway,
  refund: RefundRecord,
  order: RefundOrder,
): Promise<GatewayReply> {
  const { status } = refund
  try {
    // one that was not sent, and whose payment has a part that nobody explains, was left to staff
    if (status === 'Requested' || (order.isFirst && !order.isPartUnknown)) return await gateway.refund(order)
    const answer = await gateway.stateOfRefund(order)
    const mayRepeat = answer.unmade !== undefined || isSafeToRepeat(refund, order)
    if (answer.outcome !== 'unknown' || status !== 'Unknown' || !mayRepeat) return answer
    return { outcome: 'unmade', total: answer.unmade?.total }
  } catch (error) {
    if (error instanceof LostResponseError) return { outcome: 'unknown' }
    if (!(error instanceof GatewayRefusedError)) throw error
    log.warn('a refund has to wait', { refundId: order.refundId, code: error.reason })
    return { outcome: status === 'Requested' ? 'notAccepted' : 'unknown' }
  }
}

/**
 * Stripe lists its refunds with our ids, and makes one only once for our idempotency key. Fawry has no such key: the
 * state of the payment shows its first refund, and the one that completes it. It does not show another part, so that is
 * left to staff, rather than paid twice.
 */
const isSafeToRepeat = (
  { gateway }: RefundRecord,
  { payment, amount, refundedBefore, isPartUnknown: isUnclear = false }: RefundOrder,
): boolean =>
  gateway === 'Stripe' || (!isUnclear && (refundedBefore === 0 || refundedBefore + amount === payment.amount))

async function saveReply(refund: RefundRecord, reply: GatewayReply): Promise<void> {
  switch (reply.outcome) {
    case 'confirmed':
      return inTransaction(async (tx) => void (await confirmRefund(tx, refund)))
    case 'refused':
      return inTransaction(async (tx) => {
        const now = await Refund.findById(refund._id).session(tx).lean()
        if (now && isAwaitingConfirmation(now)) await refuseRefund(tx, now)
      })
    case 'sent':
      await Refund.updateOne({ _id: refund._id, status: 'Unknown' }, { $set: { status: 'Sent' } })
      return
    case 'notAccepted':
      return sendAgain(refund)
    case 'unmade':
      return sendAgain(refund, { total: reply.total, isSoon: true })
    case 'unknown':
      if (reply.unmade) return sendAgain(refund, reply.unmade)
      if (reply.isUnexplained) return leaveToStaff(refund)
  }
}

/**
 * The gateway has not made this refund: it is to be sent again, less what the payer has got meanwhile. What the gateway
 * has refunded in all (`total`) beyond what we know of was made elsewhere, and covers a part of it.
 */
const sendAgain = (
  refund: RefundRecord,
  { total, isSoon = false }: { readonly total?: Piastres | undefined; readonly isSoon?: boolean } = {},
): Promise<void> =>
  inTransaction(async (tx) => {
    const back = { $set: { status: 'Requested' as const, ...(isSoon && { nextTryAt: clock() }) } }
    await Refund.updateOne({ _id: refund._id, status: 'Unknown' }, back, { session: tx })
    if (total !== undefined) {
      const payment = await Payment.findById(refund.payment).session(tx).lean().orFail()
      await applyRefundElsewhere(tx, payment, { kind: 'refundedInAll', total })
    }
    await coverRefunds(tx, refund.payment, clock())
  })

/** It stays Unknown, and is neither sent nor taken for the part that the gateway shows. */
const leaveToStaff = ({ payment: paymentId }: RefundRecord): Promise<void> =>
  inTransaction(async (tx) => {
    const payment = await Payment.findById(paymentId).session(tx).lean().orFail()
    await freezeForUnknownPart(tx, payment)
  })
