import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { type FakeServer, serve } from '#infra/fakes/fake-server.ts'
import { type FawryFake, startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { startStripeFake, type StripeFake } from '#infra/fakes/stripe/stripe.ts'
import { isRefusal } from '#lib/errors/app-error.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { forgetConfig } from '#lib/platform/config.ts'

/** The fake of Fawry for the tests of a file. Its webhooks reach the code as they do over HTTP. */
export const aFawry = (): { readonly its: FawryFake } => aGateway(startFawryFake)

/** The fake of Stripe for the tests of a file, in the same way. */
export const aStripe = (): { readonly its: StripeFake } => aGateway(startStripeFake)

/** Starts new fakes of both gateways and stops them after `work`. */
export async function withNewGateways<T>(
  work: (gateways: { readonly fawry: FawryFake; readonly stripe: StripeFake }) => Promise<T>,
): Promise<T> {
  const [fawry, stripe] = [await startGateway(startFawryFake), await startGateway(startStripeFake)]
  try {
    return await work({ fawry: fawry.its, stripe: stripe.its })
  } finally {
    await Promise.all([fawry.stop(), stripe.stop()])
  }
}

/** Clients of this process hear of closed connections a moment later, and would use them for the fakes at the same port. */
const CLOSING_MS = 50

/** The fakes of both gateways with their books in a folder, as on a machine that is started again. */
export async function gatewaysIn(folder: string) {
  const fawry = await startGateway((settings) => startFawryFake({ ...settings, folder }))
  const stripe = await startGateway((settings) => startStripeFake({ ...settings, folder }))
  const stop = async () => {
    await Promise.all([fawry.stop(), stripe.stop()])
    await wait(CLOSING_MS)
  }
  return { fawry: fawry.its, stripe: stripe.its, stop }
}

type Start<S> = (settings: { webhookUrl: string }) => Promise<S>

function aGateway<S extends FakeServer>(start: Start<S>): { readonly its: S } {
  const holder: { its?: S; stop?: () => Promise<void> } = {}
  beforeAll(async () => {
    Object.assign(holder, await startGateway(start))
  })
  afterAll(() => holder.stop?.())
  return holder as { readonly its: S } // tests run after beforeAll
}

async function startGateway<S extends FakeServer>(start: Start<S>) {
  const webhooks = await serve(async ({ headers, body }) => {
    try {
      return { status: 200, bytes: Buffer.from(await handleWebhook(body, headers)) }
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
