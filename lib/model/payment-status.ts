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
/** Who may have to bear a chargeback that came after the release. */
export const CHARGEBACK_FAULTS = ['craftsman', 'platform'] as const
export type ChargebackFault = (typeof CHARGEBACK_FAULTS)[number]

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** It is not known yet whether the payment succeeds. A contract has at most one such payment. */
export const PENDING = ['Pending', 'Unknown'] as const satisfies readonly PaymentStatus[]

/** The payment did not succeed, as far as we know. */
export const CLOSED = ['Failed', 'Expired'] as const satisfies readonly PaymentStatus[]

/** From these statuses a payment can still be captured: money that arrives late has to be accepted. */
export const CAPTURABLE = [...PENDING, ...CLOSED] as const satisfies readonly PaymentStatus[]

/** The status of a captured payment, by how much of it was refunded or is about to be. Amounts are in piastres. */
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
