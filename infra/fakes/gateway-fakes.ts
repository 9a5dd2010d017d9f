import type { GatewayName } from '#lib/model/gateway-names.ts'

/** What was asked for cannot happen on this machine, or not to this record as it is. The message says why. */
export class CannotActError extends Error {}

/** The setting with the address of each gateway on one machine. */
const ADDRESS_SETTINGS: Readonly<Record<GatewayName, string>> = {
  Stripe: 'STRIPE_API_BASE',
  Fawry: 'FAWRY_BASE_URL',
}

function addressOf(gateway: GatewayName): URL | null {
  const address = URL.parse(process.env[ADDRESS_SETTINGS[gateway]] ?? '')
  return address?.hostname === '127.0.0.1' ? address : null
}

/** Whether a fake plays this gateway here, and no real account is set. */
export const isFake = (gateway: GatewayName): boolean => addressOf(gateway) !== null

/** Has the fake of a gateway do something, and resolves after its effect. */
export async function postToFakeOf(gateway: GatewayName, path: string, body: object): Promise<void> {
  const fake = addressOf(gateway)
  if (!fake) throw new CannotActError(`${gateway} has a real account here: do it there`)
  const answer = await fetch(new URL(path, fake), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The fake of ${gateway} answered ${answer.status}: ${await answer.text()}`)
}
