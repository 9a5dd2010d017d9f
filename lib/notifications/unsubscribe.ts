import { changePreferences } from '#lib/notifications/preferences.ts'
import { readUnsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import type { Locale } from '#lib/platform/locale.ts'

const DONE = {
  en: 'You will get no more e-mails of this kind. You can change this in your profile',
  ar: 'لن تصلك رسائل من هذا النوع بعد الآن، ويمكنك تغيير ذلك من حسابك',
} as const

/** Stop e-mails of one type to one user, with the link in such an e-mail. In-app and push stay as they are. */
export async function unsubscribe(token: string, locale: Locale): Promise<{ message: string }> {
  const { userId, type } = await readUnsubscribeToken(token)
  await changePreferences(userId, { [type]: { email: false } })
  return { message: DONE[locale] }
}
