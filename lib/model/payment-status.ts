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
  readonly takenBackCovered: number
  readonly chargebacks?: readonly { readonly amount: number; readonly isFinal?: boolean }[]
  readonly chargedBackCovered?: number
}

/** What arrived of a payment: the amount, unless another one did. In piastres. */
export const receivedFor = ({ amount, received }: Pick<PaymentAmounts, 'amount' | 'received'>): number =>
  received ?? amount

/** What banks took back of a payment and have not returned. In piastres. */
export const chargedBackOf = ({ chargebacks = [] }: Pick<PaymentAmounts, 'chargebacks'>): number =>
  chargebacks.reduce((sum, { amount }) => sum + amount, 0)

/** What banks took back for good. In piastres. */
const lostOf = ({ chargebacks = [] }: Pick<PaymentAmounts, 'chargebacks'>): number =>
  chargedBackOf({ chargebacks: chargebacks.filter(({ isFinal = false }) => isFinal) })

/** Whether a bank has taken money of the payment back, and has still to decide whether it returns it. */
const isBankDeciding = ({ chargebacks = [] }: Pick<PaymentAmounts, 'chargebacks'>): boolean =>
  chargebacks.some(({ isFinal = false }) => !isFinal)

/** What the payer got without our order, and no refund that was due to them has been set against yet. In piastres. */
export function uncoveredOf(payment: PaymentAmounts) {
  const { takenBack, takenBackCovered, chargedBackCovered = 0 } = payment
  const chargedBack = Math.max(0, chargedBackOf(payment) - chargedBackCovered)
  return {
    /** Refunded at the gateway by somebody else. */
    takenBack: Math.max(0, takenBack - takenBackCovered),
    /** Taken back by the payer's bank, which may still return it. */
    chargedBack,
    /** Of that, what the bank does not return. */
    lost: Math.min(lostOf(payment), chargedBack),
  }
}

/** What is left of a payment that nobody has got back, nor is to get. Below zero where banks took what was refunded too. */
export const leftOf = (payment: PaymentAmounts): number =>
  receivedFor(payment) - payment.refundOpened - payment.takenBack - chargedBackOf(payment)

/** What a payer had got without our order when a refund was opened beside it. In piastres. */
interface OpenedBeside {
  readonly apart?: number
}

/** What may stand in for a refund: what its payer got without our order since it was opened. In piastres. */
export function gotSinceOpened(payment: PaymentAmounts, { apart = 0 }: OpenedBeside): number {
  const { takenBack, chargedBack } = uncoveredOf(payment)
  return Math.max(0, takenBack + chargedBack - apart)
}

/**
 * Whether a refund may leave now. While a bank decides about a chargeback that came after the refund was opened, it
 * waits: the payer may keep that money, and would have it twice.
 */
export const mayBeSent = (payment: PaymentAmounts, refund: OpenedBeside): boolean =>
  !isBankDeciding(payment) || gotSinceOpened(payment, refund) === 0

/** The status of a captured payment, by how much of it was refunded or is about to be, by us or elsewhere. */
export function statusByRefunds(payment: PaymentAmounts): PaymentStatus {
  const { refundOpened, refundConfirmed, takenBack } = payment
  const returned = refundConfirmed + takenBack
  if (returned >= receivedFor(payment)) return 'Refunded'
  if (returned > 0) return 'PartlyRefunded'
  return refundOpened < receivedFor(payment) ? 'Released' : 'Held'
}
