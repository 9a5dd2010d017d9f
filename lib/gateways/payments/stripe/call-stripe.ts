import Stripe from 'stripe'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/** Stripe's own default is 80 s, which is longer than a function may run. */
const TIMEOUT_MS = 10 * SECOND

let known: { readonly key: string; readonly client: Stripe } | undefined

/** Stripe's SDK with our key, created once. On one machine it talks to the fake. */
async function stripe(): Promise<Stripe> {
  const { STRIPE_SECRET_KEY, STRIPE_API_BASE } = await config('stripe')
  const key = `${STRIPE_SECRET_KEY} ${STRIPE_API_BASE}`
  if (known?.key === key) return known.client
  const client = new Stripe(STRIPE_SECRET_KEY, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(STRIPE_API_BASE && addressOf(new URL(STRIPE_API_BASE))),
  })
  known = { key, client }
  return client
}

const addressOf = ({ protocol, hostname, port }: URL) => ({
  host: hostname,
  ...(port && { port: Number(port) }),
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
})

/**
 * Calls Stripe. Throws a GatewayRefusedError if Stripe refused (nothing happened), and a LostResponseError if the
 * outcome is unknown: no connection, an incomplete response, an error on Stripe's side. A key that Stripe refuses may have
 * been replaced in the secret since it was read: then the call is made once more with the new one.
 */
export const callStripe = <T>(work: (client: Stripe) => Promise<T>): Promise<T> =>
  withFreshSecrets(() => callOnce(work), isKeyRefused)

const isKeyRefused = (error: unknown): boolean =>
  error instanceof GatewayRefusedError &&
  (error.cause instanceof Stripe.errors.StripeAuthenticationError ||
    error.cause instanceof Stripe.errors.StripePermissionError)

async function callOnce<T>(work: (client: Stripe) => Promise<T>): Promise<T> {
  try {
    return await work(await stripe())
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const isLost =
      error instanceof Stripe.errors.StripeConnectionError || error instanceof Stripe.errors.StripeAPIError
    if (isLost) throw new LostResponseError('Stripe', { cause: error })
    throw new GatewayRefusedError('Stripe', error.code ?? error.type, { cause: error })
  }
}
