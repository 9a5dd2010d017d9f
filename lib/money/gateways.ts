/** The two gateways through which clients pay. */
export const GATEWAYS = ['Stripe', 'Fawry'] as const
export type GatewayName = (typeof GATEWAYS)[number]

/**
 * How a payer pays at a gateway. Stripe: `card`. Fawry: `card` (its hosted page), `reference` (a number to
 * pay at any outlet, PAYATFAWRY), `wallet` (a mobile wallet is asked for the money).
 */
export const PAYMENT_METHODS = ['card', 'reference', 'wallet'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]
