import { isRefusal } from '#lib/errors/app-error.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { identify, type Identity } from '#lib/sessions/identify.ts'

/** Who asks, if they are signed in. Everybody may ask, so a token that is not valid is not refused. */
export async function signedInAsker(authorization: string | undefined): Promise<Identity | null> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1]
  if (!token) return null
  try {
    const { userId, sessionId } = await readAccessToken(token)
    return await identify(userId, sessionId)
  } catch (error) {
    if (isRefusal(error, 'UNAUTHENTICATED') || isRefusal(error, 'ACCOUNT_BLOCKED')) return null
    throw error
  }
}
