import type { SessionId } from '#lib/platform/ids.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { endSession } from '#lib/sessions/session.ts'

const MESSAGE = { en: 'You are logged out', ar: 'تم تسجيل الخروج' } as const

/** Log out: ends this session with its access token, refresh token and sockets. Other devices stay logged in. */
export async function logout(session: SessionId) {
  await endSession(session, 'logout')
  await closeSocketsOf({ sessionId: session })
  return { message: MESSAGE }
}
