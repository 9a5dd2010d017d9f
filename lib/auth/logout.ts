import { endSession } from '#lib/auth/session.ts'
import type { SessionId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

const GOODBYE = { en: 'You are logged out', ar: 'تم تسجيل الخروج' } as const

/** Log out: this session ends, and with it its access and refresh tokens; other devices stay logged in. */
export async function logout({ session, locale }: { readonly session: SessionId; readonly locale: Locale }) {
  await endSession(session, 'logout')
  return { message: GOODBYE[locale] }
}
