import { readAccessToken } from '#lib/auth/access-token.ts'
import { identify, type Identity } from '#lib/auth/identify.ts'
import { fail } from '#lib/errors/app-error.ts'
import { headerOf, type HttpEvent } from '#lib/http/gateway-event.ts'

export type { Identity } from '#lib/auth/identify.ts'

/**
 * Who sends this request.
 * 1. the Bearer token is ours, whole and in time   2. its session is not ended   3. its user exists and is not banned
 * Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
 */
export async function authenticate(event: Pick<HttpEvent, 'headers'>): Promise<Identity> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headerOf(event, 'authorization') ?? '')?.[1]
  if (!token) throw fail('UNAUTHENTICATED')
  const { userId, sessionId } = await readAccessToken(token)
  return identify(userId, sessionId)
}
