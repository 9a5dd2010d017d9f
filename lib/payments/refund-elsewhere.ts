import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { isCapturable, receivedFor } from '#lib/model/payment-status.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { RefundStatus } from '#lib/model/refund-status.ts'
import type { WebhookContent } from '#lib/model/webhook-content.ts'
import { bookElsewhere, bookRestElsewhere } from '#lib/payments/book-elsewhere.ts'
import {
  confirmRefund,
  confirmRefundsOf,
  isAwaitingConfirmation,
  revertRefund,
} from '#lib/payments/confirm-refund.ts'
import { entryOf, lostOf, nameTotals, NOTHING, TOTAL } from '#lib/payments/elsewhere-entries.ts'
import { lockPayment } from '#lib/payments/lock-payment.ts'
import { refundWhatIsDue } from '#lib/payments/refund-what-is-due.ts'
import { isPaidByGateway } from '#lib/payments/refunded-at-gateway.ts'
import { stopPayout } from '#lib/payments/stop-payout.ts'
import { giveBackPayment } from '#lib/payments/take-back-payment.ts'
import { freezeForUnknownPart } from '#lib/payments/unknown-part.ts'
import { updatePaymentStatus } from '#lib/payments/update-payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'

/** What a gateway may say about a refund that we did not order. */
export type RefundedElsewhere = Extract<
  WebhookContent,
  { kind: 'refundedElsewhere' | 'refundElsewhereFailed' | 'refundedInAll' }
>

const WAITING: readonly WebhookContent['kind'][] = [
  'refunded',
  'refundedElsewhere',
  'refundElsewhereFailed',
  'refundedInAll',
]

/**
 * Applies what a gateway says about a refund that we did not order, made in its dashboard or by itself, in the caller's
 * transaction. What comes before the payment is captured waits for that (applyWaiting).
 */
export async function applyRefundElsewhere(
  tx: ClientSession,
  payment: PaymentRecord,
  content: RefundedElsewhere,
): Promise<void> {
  if (isCapturable(payment.status)) return waitForCapture(tx, payment)
  switch (content.kind) {
    case 'refundedElsewhere':
      return recordById(tx, payment, content)
    case 'refundElsewhereFailed':
      return revertById(tx, payment, content)
    case 'refundedInAll': {
      const known = await knownRefunds(tx, payment, { withFailed: content.mayBeOld === true })
      const unknown = subtract(content.total, known)
      const id = `${TOTAL}${content.total}`
      if (unknown > 0 && !entryOf(payment, id))
        await bookElsewhere(tx, payment, { id, claimed: unknown, named: NOTHING })
    }
  }
}

/** A capture at the same time would not see this message. */
async function waitForCapture(tx: ClientSession, { _id }: PaymentRecord): Promise<void> {
  await lockPayment(tx, _id)
}

/** Applies the messages that came before the payment was captured, in their order. */
export async function applyWaiting(tx: ClientSession, paymentId: PaymentRecord['_id']): Promise<void> {
  const waiting = await ProcessedWebhook.find({
    payment: paymentId,
    'content.kind': trusted({ $in: [...WAITING] }),
  })
    .sort({ at: 1, _id: 1 })
    .session(tx)
    .lean()
  for (const { content } of waiting) {
    const payment = await Payment.findById(paymentId).session(tx).lean().orFail()
    if (content.kind === 'refunded') await applyRefunded(tx, payment, content)
    else await applyRefundElsewhere(tx, payment, content as RefundedElsewhere)
  }
}

/**
 * Applies a gateway's message that a payment was refunded: our own refunds are confirmed, and what they do not explain
 * was refunded elsewhere. Where nobody says how much that is, all that is held is frozen.
 */
export async function applyRefunded(
  tx: ClientSession,
  payment: PaymentRecord,
  { refundId, whole, total, amount }: Extract<WebhookContent, { kind: 'refunded' }>,
): Promise<void> {
  if (isCapturable(payment.status)) return waitForCapture(tx, payment)
  if (refundId) return applyNamed(tx, payment, refundId, amount)
  const isExplained = await confirmRefundsOf(tx, payment, { whole, total })
  const inAll = whole ? asPiastres(receivedFor(payment)) : total
  const fresh = await Payment.findById(payment._id).session(tx).lean().orFail()
  if (inAll !== undefined) return applyRefundElsewhere(tx, fresh, { kind: 'refundedInAll', total: inAll })
  if (!isExplained) await freezeForUnknownPart(tx, fresh)
}

/**
 * The gateway says that one of our refunds, by our own id, has arrived. It is believed even where staff had given that
 * refund up, unless the gateway itself has said that it failed: that is always the later word. Where the bank pays it, or
 * has, the payer gets it twice, so that it counts as one which we did not order. So does what they got beyond what was
 * left of it: a part was covered since it was sent.
 */
async function applyNamed(
  tx: ClientSession,
  payment: PaymentRecord,
  refundId: string,
  made?: Piastres,
): Promise<void> {
  const refunds = await Refund.find({ payment: payment._id }).session(tx).lean()
  const refund = refunds.find(({ _id }) => idOf<'Refund'>(_id) === refundId)
  if (!refund || isPaidByGateway(refund)) return
  if (isAwaitingConfirmation(refund)) return void (await confirmRefund(tx, refund))
  const hasFailed = { kind: 'refundFailed', refundId } as const
  if (await wasTold(tx, payment, hasFailed)) return
  const stop = { reason: 'The gateway made this refund after all', at: clock() }
  const isPaidTwice = refund.status === 'Confirmed' || (await stopPayout(tx, refund, stop))
  const sent = made ?? asPiastres(refund.amount)
  if (!isPaidTwice) await confirmRefund(tx, refund)
  const amount = isPaidTwice ? sent : subtract(sent, asPiastres(refund.amount))
  const fresh = await Payment.findById(payment._id).session(tx).lean().orFail()
  if (amount > 0) await applyRefundElsewhere(tx, fresh, { kind: 'refundedElsewhere', refundId, amount })
}

/** Applies a gateway's message that a refund of ours failed, by our id: also one that had counted as not ordered. */
export async function applyRefundFailed(
  tx: ClientSession,
  payment: PaymentRecord,
  refundId: string | null,
): Promise<void> {
  const counted = refundId === null ? undefined : entryOf(payment, refundId)
  if (refundId !== null && counted) await revertById(tx, payment, { refundId, amount: ZERO })
  const fresh = await Payment.findById(payment._id).session(tx).lean().orFail()
  await revertRefund(tx, fresh, refundId)
}

/** Whether the gateway has sent this message about a refund before. */
const wasTold = (
  tx: ClientSession,
  { _id }: PaymentRecord,
  { kind, refundId }: { readonly kind: WebhookContent['kind']; readonly refundId: string },
) => ProcessedWebhook.exists({ payment: _id, 'content.kind': kind, 'content.refundId': refundId }).session(tx)

/**
 * What the gateway has refunded, or may have, as far as we know: our own refunds, and those that were made elsewhere.
 * `withFailed`: and those that have failed since, which an older message may still count.
 */
async function knownRefunds(
  tx: ClientSession,
  { _id, takenBack }: PaymentRecord,
  { withFailed }: { readonly withFailed: boolean },
): Promise<Piastres> {
  const refunds = await Refund.find({ payment: _id }).session(tx).lean()
  const made = refunds.filter(isAtGateway)
  const failed = withFailed ? refunds.filter((refund) => !isAtGateway(refund) && hasFailed(refund)) : []
  const amounts = [...made.map(({ amount }) => amount), ...failed.map(({ amount, cut = 0 }) => amount + cut)]
  const failedElsewhere = withFailed ? await amountsFailedElsewhere(tx, _id) : 0
  return asPiastres(amounts.reduce((sum, amount) => sum + amount, takenBack + failedElsewhere))
}

/** Whether our refund was sent to its gateway, and did not arrive through it. */
const hasFailed = (refund: RefundRecord): boolean =>
  refund.tries > 0 &&
  ((['Refused', 'ByHand'] satisfies RefundStatus[] as string[]).includes(refund.status) ||
    (refund.status === 'Confirmed' && !isPaidByGateway(refund)))

async function amountsFailedElsewhere(tx: ClientSession, paymentId: PaymentRecord['_id']): Promise<number> {
  const messages = await ProcessedWebhook.find({
    payment: paymentId,
    'content.kind': 'refundElsewhereFailed',
  })
    .session(tx)
    .lean()
  const amounts = new Map(
    messages.flatMap(({ content }) =>
      content.kind === 'refundElsewhereFailed' ? [[content.refundId, content.amount]] : [],
    ),
  )
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0)
}

const isAtGateway = (refund: RefundRecord): boolean =>
  refund.status === 'Sent' || (refund.status === 'Unknown' && !refund.isUnsent) || isPaidByGateway(refund)

async function recordById(
  tx: ClientSession,
  payment: PaymentRecord,
  { refundId, amount }: { readonly refundId: string; readonly amount: Piastres },
): Promise<void> {
  if (entryOf(payment, refundId)) return
  if (await wasTold(tx, payment, { kind: 'refundElsewhereFailed', refundId })) return
  const named = await nameTotals(tx, payment, amount)
  const fresh = await Payment.findById(payment._id).session(tx).lean().orFail()
  await bookElsewhere(tx, fresh, { id: refundId, claimed: subtract(amount, named.amount), named })
}

/**
 * A refund that was made elsewhere has failed: its money is at the gateway again. If it was known only as a part of the
 * gateway's total, it gets its name first.
 */
async function revertById(
  tx: ClientSession,
  before: PaymentRecord,
  { refundId, amount: told }: { readonly refundId: string; readonly amount: Piastres },
): Promise<void> {
  if (!entryOf(before, refundId)) {
    const named = { id: refundId, ...(await nameTotals(tx, before, told)) }
    await Payment.updateOne({ _id: before._id }, { $push: { refundsElsewhere: named } }, { session: tx })
  }
  const payment = await Payment.findById(before._id).session(tx).lean().orFail()
  const entry = entryOf(payment, refundId)
  if (!entry || entry.amount + (entry.rest ?? 0) === 0) return
  const at = clock()
  const amount = asPiastres(entry.amount)
  const lost = await lostOf(tx, payment, entry)
  const gone = { id: refundId, amount: 0 }
  const entries = (payment.refundsElsewhere ?? []).map((one) => (one === entry ? gone : one))
  await Payment.updateOne(
    { _id: payment._id },
    { $set: { refundsElsewhere: entries, updatedAt: at }, $inc: { takenBack: -amount } },
    { session: tx },
  )
  const key = `refundElsewhereFailed:${idOf<'Payment'>(payment._id)}:${refundId}`
  await giveBackPayment(tx, payment, { key, kind: 'refundElsewhere', amount, lost, at })
  await bookRestElsewhere(tx, payment._id)
  await refundWhatIsDue(tx, payment, { reason: 'An earlier refund did not arrive', at })
  await updatePaymentStatus(tx, payment._id)
}
