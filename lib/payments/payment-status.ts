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

/** From these a payment can still come in: money that arrives late is money. */
export const MAY_COME_IN = [...UNDECIDED, 'Failed', 'Expired'] as const satisfies readonly PaymentStatus[]

/** It came in, and not all of it has gone back. */
export const CAME_IN = [
  'Held',
  'Released',
  'PartlyRefunded',
  'ChargedBack',
] as const satisfies readonly PaymentStatus[]
