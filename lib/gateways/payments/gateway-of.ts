import type { PaymentGateway } from '#lib/gateways/payments/payments.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'

/** The gateway with this name. It is loaded only when needed: most calls need one of the two, many need none. */
export async function gatewayOf(name: GatewayName): Promise<PaymentGateway> {
  switch (name) {
    case 'Stripe':
      return (await import('#lib/gateways/payments/stripe/stripe.ts')).stripeGateway
    case 'Fawry':
      return (await import('#lib/gateways/payments/fawry/fawry.ts')).fawryGateway
  }
}
