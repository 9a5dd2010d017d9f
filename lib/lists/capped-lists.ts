import { realTime, SECOND } from '#lib/platform/clock.ts'

/** For how long a list that was too long to be counted is taken to be so. */
const KNOWN_MS = 10 * SECOND
/** How many lists one process knows. */
const MOST_KNOWN = 200

const knownUntil = new Map<string, number>()

/** Whether this list, by its collection and filter, was too long to be counted a moment ago. */
export const isKnownCapped = (list: string): boolean => (knownUntil.get(list) ?? 0) > realTime().getTime()

/** Notes that a list is too long to be counted: counting to 10,000 takes three times as long as reading a page. */
export function noteCapped(list: string): void {
  if (knownUntil.size >= MOST_KNOWN) knownUntil.clear()
  knownUntil.set(list, realTime().getTime() + KNOWN_MS)
}

/** Forgets a list that came to an end after all. */
export const forgetCapped = (list: string): void => void knownUntil.delete(list)
