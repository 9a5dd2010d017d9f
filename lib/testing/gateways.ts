import { afterAll, beforeAll } from 'vitest'
import { startFawryStandIn, type FawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { startStripeStandIn, type StripeStandIn } from '#infra/local/stand-ins/stripe.ts'
import { serve, type StandIn } from '#infra/local/stand-ins/stand-in.ts'
import { isRefusal } from '#lib/errors/app-error.ts'
import { takeWebhook } from '#lib/payments/take-webhook.ts'
import { forgetConfig } from '#lib/platform/config.ts'

/** The stand-in of Fawry for the tests of a file; its webhooks reach the code as they do over HTTP. */
export const aFawry = (): { readonly its: FawryStandIn } => aGateway(startFawryStandIn)

/** The stand-in of Stripe, in the same way. */
export const aStripe = (): { readonly its: StripeStandIn } => aGateway(startStripeStandIn)

/** Both, new, for as long as `work` lasts. */
export async function withNewGateways<T>(
  work: (gateways: { readonly fawry: FawryStandIn; readonly stripe: StripeStandIn }) => Promise<T>,
): Promise<T> {
  const [fawry, stripe] = [await startGateway(startFawryStandIn), await startGateway(startStripeStandIn)]
  try {
    return await work({ fawry: fawry.its, stripe: stripe.its })
  } finally {
    await Promise.all([fawry.stop(), stripe.stop()])
  }
}

type Start<S> = (settings: { webhookUrl: string }) => Promise<S>

function aGateway<S extends StandIn>(start: Start<S>): { readonly its: S } {
  const holder: { its?: S; stop?: () => Promise<void> } = {}
  beforeAll(async () => {
    Object.assign(holder, await startGateway(start))
  })
  afterAll(() => holder.stop?.())
  return holder as { readonly its: S } // tests run after beforeAll
}

async function startGateway<S extends StandIn>(start: Start<S>) {
  const webhooks = await serve(async ({ headers, body }) => {
    try {
      return { status: 200, bytes: Buffer.from(await takeWebhook(body, headers)) }
    } catch (error) {
      if (isRefusal(error, 'BAD_SIGNATURE')) return { status: 400 }
      throw error
    }
  })
  const its = await start({ webhookUrl: `${webhooks.url}/api/payments/webhook` })
  Object.assign(process.env, its.env)
  forgetConfig()
  const stop = async () => {
    await its.stop()
    await webhooks.stop()
  }
  return { its, stop }
}
