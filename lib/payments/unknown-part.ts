import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { recordRefundElsewhere, recordStuckRefund } from '#lib/payments/record-refund-event.ts'
import { clock } from '#lib/platform/clock.ts'
import { disputeWhileHeld } from '#lib/process/dispute-while-held.ts'

/** Why a dispute is open that neither party has opened. */
export const REFUNDED_ELSEWHERE = 'The payment was refunded at the gateway, and not by us'

/** The entry of a refund of which nobody says how much it is. */
const UNKNOWN_PART = 'unknown'

/** Whether the gateway refunded a part that we did not order, and nobody says how much. */
export const isPartUnknown = ({ refundsElsewhere = [] }: PaymentRecord): boolean =>
  refundsElsewhere.some(({ id }) => id === UNKNOWN_PART)

/**
 * A part of a payment was refunded that we did not order, and nobody says how much, in the caller's transaction, once:
 * 1. what is held is frozen, and staff are told
 * 2. a refund of ours that was not sent yet may be the very one that somebody made at the gateway by hand: it is left to
 *    staff, rather than paid twice. One that is decided later is sent: staff know of the part by then
 */
export async function freezeForUnknownPart(tx: ClientSession, payment: PaymentRecord): Promise<void> {
  if (isPartUnknown(payment)) return
  await Payment.updateOne(
    { _id: payment._id },
    { $push: { refundsElsewhere: { id: UNKNOWN_PART, amount: 0 } }, $set: { updatedAt: clock() } },
    { session: tx },
  )
  await leaveUnsentToStaff(tx, payment)
  await disputeWhileHeld(tx, payment, REFUNDED_ELSEWHERE)
  await recordRefundElsewhere(tx, payment, null)
}

async function leaveUnsentToStaff(tx: ClientSession, { _id }: PaymentRecord): Promise<void> {
  await Refund.updateMany(
    { payment: _id, status: 'Requested' },
    { $set: { status: 'Unknown', isUnsent: true } },
    { session: tx },
  )
  const left = await Refund.find({ payment: _id, status: 'Unknown', isUnsent: true }).session(tx).lean()
  for (const refund of left) await recordStuckRefund(tx, refund)
}
