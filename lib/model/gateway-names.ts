/** The two gateways through which clients pay. */
export const GATEWAYS = ['Stripe', 'Fawry'] as const
export type GatewayName = (typeof GATEWAYS)[number]

/**
 * How a payer pays at a gateway. Stripe: `card`. Fawry: `card` (on its hosted page), `reference` (a number with which
 * they pay at any outlet, PAYATFAWRY), `wallet` (their mobile wallet asks them to confirm).
 */
export const PAYMENT_METHODS = ['card', 'reference', 'wallet'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]
