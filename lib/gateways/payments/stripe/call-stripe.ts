import Stripe from 'stripe'
import { GatewayRefusal, LostAnswer } from '#lib/gateways/payments/payments.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** Stripe's own default is 80 s: longer than a function lives. */
const PATIENCE = 10 * SECOND

let known: { readonly key: string; readonly client: Stripe } | undefined

/** Stripe's SDK with our key, made once; on one machine it talks to the stand-in. */
async function stripe(): Promise<Stripe> {
  const { STRIPE_SECRET_KEY, STRIPE_API_BASE } = await config('stripe')
  const key = `${STRIPE_SECRET_KEY} ${STRIPE_API_BASE}`
  if (known?.key === key) return known.client
  const client = new Stripe(STRIPE_SECRET_KEY, {
    timeout: PATIENCE,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(STRIPE_API_BASE && placeOf(new URL(STRIPE_API_BASE))),
  })
  known = { key, client }
  return client
}

const placeOf = ({ protocol, hostname, port }: URL) => ({
  host: hostname,
  ...(port && { port: Number(port) }),
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
})

/**
 * Calls Stripe. A GatewayRefusal where it said no (nothing happened), a LostAnswer where nobody knows: no connection,
 * an answer cut short, an error of its own.
 */
export async function callStripe<T>(work: (client: Stripe) => Promise<T>): Promise<T> {
  try {
    return await work(await stripe())
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const isLost =
      error instanceof Stripe.errors.StripeConnectionError || error instanceof Stripe.errors.StripeAPIError
    if (isLost) throw new LostAnswer('Stripe', { cause: error })
    throw new GatewayRefusal('Stripe', error.code ?? error.type, { cause: error })
  }
}
