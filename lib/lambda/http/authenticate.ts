import { fail } from '#lib/errors/app-error.ts'
import { headerOf, type HttpEvent } from '#lib/lambda/http/http-event.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { identify, type Identity } from '#lib/sessions/identify.ts'

export type { Identity } from '#lib/sessions/identify.ts'

/**
 * Authenticates the sender of a request.
 * 1. The Bearer token is ours, intact and not expired.
 * 2. Its session has not ended.
 * 3. Its user exists and is not banned.
 * Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
 */
export async function authenticate(event: Pick<HttpEvent, 'headers'>): Promise<Identity> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headerOf(event, 'authorization') ?? '')?.[1]
  if (!token) throw fail('UNAUTHENTICATED')
  const { userId, sessionId } = await readAccessToken(token)
  return identify(userId, sessionId)
}
