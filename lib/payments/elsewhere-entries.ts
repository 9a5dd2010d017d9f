import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord, type RefundElsewhere } from '#lib/model/payment.model.ts'
import { lostBy } from '#lib/payments/take-back-payment.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, min, type Piastres, subtract, sum, ZERO } from '#lib/platform/piastres.ts'

/** An amount that a gateway names only as a part of its total; a message with the id of the refund follows, or not. */
export const TOTAL = 'total:'

/** What is stored of a refund that was made elsewhere, by its id. */
export const entryOf = ({ refundsElsewhere = [] }: PaymentRecord, wanted: string) =>
  refundsElsewhere.find(({ id }) => id === wanted)

/** A part of the gateway's total, and how much of it the platform bore. */
export interface Named {
  readonly amount: Piastres
  readonly lost: Piastres
}

export const NOTHING: Named = { amount: ZERO, lost: ZERO }

/**
 * What was known as a part of the gateway's total now has an id: it is not booked again. Returns how much that is, and
 * who bore it, since the owner of a top-up may be erased between two messages.
 */
export async function nameTotals(
  tx: ClientSession,
  payment: PaymentRecord,
  amount: Piastres,
): Promise<Named> {
  const named = { amount: ZERO, lost: ZERO }
  const entries: RefundElsewhere[] = []
  for (const entry of payment.refundsElsewhere ?? []) {
    const isTotal = entry.id.startsWith(TOTAL)
    const part = isTotal ? min(asPiastres(entry.amount), subtract(amount, named.amount)) : ZERO
    const lost = part > 0 ? min(part, await lostOf(tx, payment, entry)) : ZERO
    named.amount = sum([named.amount, part])
    named.lost = sum([named.lost, lost])
    const left = { amount: entry.amount - part, ...(entry.lost !== undefined && { lost: entry.lost - lost }) }
    entries.push({ ...entry, ...left })
  }
  if (named.amount > 0) {
    await Payment.updateOne({ _id: payment._id }, { $set: { refundsElsewhere: entries } }, { session: tx })
  }
  return named
}

/** The key of the journal by which it left. */
export const keyOf = ({ _id }: PaymentRecord, id: string): string =>
  `refundElsewhere:${idOf<'Payment'>(_id)}:${id}`

/** How much of a refund the platform bore. Of one from before that was stored, its journal says so. */
export const lostOf = async (
  tx: ClientSession,
  payment: PaymentRecord,
  { id, amount, lost }: RefundElsewhere,
): Promise<Piastres> =>
  lost === undefined
    ? lostBy(tx, payment, { key: keyOf(payment, id), amount: asPiastres(amount) })
    : asPiastres(lost)
