/**
 * What a payer and their bank can do to a payment, on one machine:
 * - `paid`, `failed`, `expired`: the gateway says so in a signed webhook
 * - `charged-back`: what was paid is taken back. At Stripe that is a dispute of the bank; Fawry has no message for it but
 *   that the order was refunded, which nobody here ordered
 * - `chargeback-won`, `chargeback-lost`: how the bank decides such a dispute at Stripe
 * - `duplicate`: it is paid, and the gateway sends the same webhook twice
 * - `late`: the gateway says that it expired, and then that it was paid after all
 */
export const OUTCOMES = [
  'paid',
  'failed',
  'expired',
  'charged-back',
  'chargeback-won',
  'chargeback-lost',
  'duplicate',
  'late',
] as const
export type PayerOutcome = (typeof OUTCOMES)[number]

export const isOutcome = (text: string): text is PayerOutcome => OUTCOMES.some((each) => each === text)
