import type { PaymentGateway } from '#lib/gateways/payments/payments.ts'
import type { GatewayName } from '#lib/money/gateways.ts'

/** The gateway of a name, loaded when it is needed: most calls need one of the two, many none. */
export async function gatewayOf(name: GatewayName): Promise<PaymentGateway> {
  switch (name) {
    case 'Stripe':
      return (await import('#lib/gateways/payments/stripe/stripe.ts')).stripeGateway
    case 'Fawry':
      return (await import('#lib/gateways/payments/fawry/fawry.ts')).fawryGateway
  }
}
