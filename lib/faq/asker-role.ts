import { isRefusal } from '#lib/errors/app-error.ts'
import type { Role } from '#lib/model/role.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { identify } from '#lib/sessions/identify.ts'

/** The role of whoever asks, if they are signed in. Everybody may ask, so a token that is not valid is not refused. */
export async function askerRole(authorization: string | undefined): Promise<Role | null> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1]
  if (!token) return null
  try {
    const { userId, sessionId } = await readAccessToken(token)
    return (await identify(userId, sessionId)).role
  } catch (error) {
    if (isRefusal(error, 'UNAUTHENTICATED') || isRefusal(error, 'ACCOUNT_BLOCKED')) return null
    throw error
  }
}
