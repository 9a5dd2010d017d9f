import { isolated } from '#lib/notifications/isolated.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** How much of a reason a notification shows: title and message stay under 240 characters. */
const MAX_LENGTH = 90

/** A reason that somebody wrote, as an addition to a notification; nothing where there is none. */
export function because(reason: string | null | undefined, locale: Locale): string {
  if (!reason) return ''
  const letters = [...reason.replace(/\s+/g, ' ').trim()]
  const shown =
    letters.length > MAX_LENGTH ? `${letters.slice(0, MAX_LENGTH - 1).join('')}…` : letters.join('')
  const quoted = isolated(shown, locale)
  return locale === 'ar' ? ` («${quoted}»)` : ` (“${quoted}”)`
}
