/** How much of a reason a notification shows: title and message stay under 240 characters. */
const MAX_LENGTH = 90

/** A reason that somebody wrote, as an addition to a notification; nothing where there is none. */
export function because(reason: string | null | undefined): string {
  if (!reason) return ''
  const letters = [...reason.replace(/\s+/g, ' ').trim()]
  const shown =
    letters.length > MAX_LENGTH ? `${letters.slice(0, MAX_LENGTH - 1).join('')}…` : letters.join('')
  return ` («${shown}»)`
}
