import { afterAll, beforeAll } from 'vitest'
import { startFawryStandIn, type FawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { serve } from '#infra/local/stand-ins/stand-in.ts'
import { isRefusal } from '#lib/errors/app-error.ts'
import { takeWebhook } from '#lib/payments/take-webhook.ts'
import { forgetConfig } from '#lib/platform/config.ts'

/** The stand-in of Fawry for the tests of a file; its webhooks reach the code as they do over HTTP. */
export function aFawry(): { readonly its: FawryStandIn } {
  const holder: { its?: FawryStandIn } = {}
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
    holder.its = await startFawryStandIn({ webhookUrl: `${url}/api/payments/webhook` })
    stops.push(stop, holder.its.stop)
    Object.assign(process.env, holder.its.env)
    forgetConfig()
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
  })
  return holder as { readonly its: FawryStandIn } // tests run after beforeAll
}
