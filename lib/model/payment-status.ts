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

/** Whether a payment can still be captured: nothing of it is in our books yet. */
export const isCapturable = (status: PaymentStatus): boolean =>
  (CAPTURABLE as readonly PaymentStatus[]).includes(status)

/** Amounts of a payment, in piastres. */
interface PaymentAmounts {
  readonly amount: number
  readonly received?: number
  readonly refundOpened: number
  readonly refundConfirmed: number
  readonly takenBack: number
}

/** What arrived of a payment: the amount, unless another one did. In piastres. */
export const receivedFor = ({ amount, received }: Pick<PaymentAmounts, 'amount' | 'received'>): number =>
  received ?? amount

/** The status of a captured payment, by how much of it was refunded or is about to be, by us or elsewhere. */
export function statusByRefunds(payment: PaymentAmounts): PaymentStatus {
  const { refundOpened, refundConfirmed, takenBack } = payment
  const returned = refundConfirmed + takenBack
  if (returned >= receivedFor(payment)) return 'Refunded'
  if (returned > 0) return 'PartlyRefunded'
  return refundOpened < receivedFor(payment) ? 'Released' : 'Held'
}
