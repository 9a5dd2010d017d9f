export const PAYMENT_STATUSES = [
  'Pending',
  'Held',
  'Released',
  'Refunded',
  'PartlyRefunded',
  'Failed',
  'Expired',
  'Unknown',
  'ChargedBack',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** The gateway has not said yet whether it comes in. A contract has one such payment at the most. */
export const UNDECIDED = ['Pending', 'Unknown'] as const satisfies readonly PaymentStatus[]

/** It was not paid, as far as is known. */
export const CLOSED = ['Failed', 'Expired'] as const satisfies readonly PaymentStatus[]

/** From these a payment can still come in: money that arrives late is money. */
export const MAY_COME_IN = [...UNDECIDED, ...CLOSED] as const satisfies readonly PaymentStatus[]

/** What a payment that came in shows by what of it has gone back, and what is decided to. */
export function statusByRefunds({
  amount,
  refundOpened,
  refundConfirmed,
}: {
  readonly amount: number
  readonly refundOpened: number
  readonly refundConfirmed: number
}): PaymentStatus {
  if (refundConfirmed >= amount) return 'Refunded'
  if (refundConfirmed > 0) return 'PartlyRefunded'
  return refundOpened < amount ? 'Released' : 'Held'
}
