import { endSession } from '#lib/auth/session.ts'
import type { SessionId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'

const GOODBYE = { en: 'You are logged out', ar: 'تم تسجيل الخروج' } as const

/** Log out: this session ends, and with it its access and refresh tokens and its sockets; other devices stay logged in. */
export async function logout({ session, locale }: { readonly session: SessionId; readonly locale: Locale }) {
  await endSession(session, 'logout')
  await closeSocketsOf({ sessionId: session })
  return { message: GOODBYE[locale] }
}
