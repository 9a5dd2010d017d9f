/**
 * Time. Business rules ask `clock()`, which a test or a person on the console can move by days;
 * lifetimes of tokens, tickets, limits and idempotency windows ask `realTime()`, which nobody can move.
 */
let offsetMs = 0
let frozenAt: Date | null = null

/** Business time: what deadlines, reveals and payout days are counted with. */
export const clock = (): Date => new Date(frozenAt ?? Date.now() + offsetMs)

/** The wall clock, for what protects the system itself (tokens, limits, signatures). */
export const realTime = (): Date => new Date()

/** How far business time stands ahead of the wall clock, in ms. */
export const clockOffset = (): number => offsetMs

/** Sets business time `ms` ahead of the wall clock; 0 sets it back. Local machine and tests only. */
export function setClockOffset(ms: number): void {
  offsetMs = ms
}

/** Stops business time at an instant; null lets it go on. For tests of what happens at a deadline to the millisecond. */
export function freezeClock(at: Date | null): void {
  frozenAt = at
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant `ms` after `from`. */
export const addMs = (from: Date, ms: number): Date => new Date(from.getTime() + ms)
