import type { Types } from 'mongoose'
import type { Books } from '#infra/demo/seed/books.ts'
import type { Draws } from '#infra/demo/seed/draws.ts'
import type { People } from '#infra/demo/seed/people.ts'
import type { Rows } from '#infra/demo/seed/rows.ts'
import type { Timeline } from '#infra/demo/seed/timeline.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'

/** What everything in the seed is made with. */
export interface World {
  readonly draws: Draws
  readonly rows: Rows
  readonly books: Books
  readonly timeline: Timeline
  readonly people: People
  /** Nothing happens after it: what is under way then is what somebody finds who opens the app. */
  readonly now: Date
  readonly payment: (paid: Paid) => PaymentRecord
}

interface Paid {
  readonly payer: Types.ObjectId
  readonly amount: number
  readonly at: Date
  readonly purpose: 'Job' | 'TopUp'
  readonly gateway: 'Fawry' | 'Stripe'
}

/** A payment that was captured. It is added to the rows once its last status is known. */
export function paymentOf(draws: Draws, { payer, amount, at, purpose, gateway }: Paid): PaymentRecord {
  const _id = draws.idAt(at)
  const id = _id.toHexString()
  return {
    _id,
    purpose,
    payer,
    amount,
    gateway,
    method: gateway === 'Fawry' ? 'reference' : 'card',
    reference: id.slice(4).toUpperCase(),
    status: 'Held',
    gatewayPaymentId: gateway === 'Fawry' ? String(parseInt(id.slice(8, 15), 16)) : `pi_seed_${id}`,
    expiresAt: addMs(at, DAY),
    capturedAt: at,
    refundOpened: 0,
    refundConfirmed: 0,
    takenBack: 0,
    takenBackCovered: 0,
    createdAt: at,
    updatedAt: at,
  }
}
