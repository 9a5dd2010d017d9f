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

function aGateway<S extends StandIn>(
  start: (settings: { webhookUrl: string }) => Promise<S>,
): { readonly its: S } {
  const holder: { its?: S } = {}
  const stops: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const { url, stop } = await serve(async ({ headers, body }) => {
      try {
        return { status: 200, bytes: Buffer.from(await takeWebhook(body, headers)) }
      } catch (error) {
        if (isRefusal(error, 'BAD_SIGNATURE')) return { status: 400 }
        throw error
      }
    })
    holder.its = await start({ webhookUrl: `${url}/api/payments/webhook` })
    stops.push(stop, holder.its.stop)
    Object.assign(process.env, holder.its.env)
    forgetConfig()
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
  })
  return holder as { readonly its: S } // tests run after beforeAll
}
