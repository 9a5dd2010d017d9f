/**
 * Time. Business rules ask `clock()`, which a test or a person on the console can move by days;
 * lifetimes of tokens, tickets, limits and idempotency windows ask `realTime()`, which nobody can move.
 */
let offsetMs = 0

/** Business time: what deadlines, reveals and payout days are counted with. */
export const clock = (): Date => new Date(Date.now() + offsetMs)

/** The wall clock, for what protects the system itself (tokens, limits, signatures). */
export const realTime = (): Date => new Date()

/** How far business time stands ahead of the wall clock, in ms. */
export const clockOffset = (): number => offsetMs

/** Sets business time `ms` ahead of the wall clock; 0 sets it back. Local machine and tests only. */
export function setClockOffset(ms: number): void {
  offsetMs = ms
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant `ms` after `from`. */
export const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms)
