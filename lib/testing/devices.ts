import { addDevice } from '#lib/notifications/devices.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import type { Somebody } from '#lib/testing/people.ts'

/** Registers a phone on which this user is logged in. Returns the token of its app. */
export async function aPhoneOf({ id, token: accessToken }: Somebody, name = 'phone'): Promise<string> {
  const { sessionId: session } = await readAccessToken(accessToken)
  const token = `${name}-${id}`
  await addDevice({ token, platform: 'android' }, { id, session })
  return token
}
