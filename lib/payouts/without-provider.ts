import { GatewayRefusal } from '#lib/gateways/payments/payments.ts'
import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'

const refuse = () => Promise.reject(new GatewayRefusal('Stripe', 'not set up'))

/** No provider: what it would pay waits in its batch. */
export const withoutProvider: PayoutProvider = { send: refuse, stateOf: refuse }
