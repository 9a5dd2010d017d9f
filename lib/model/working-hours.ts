/** Working hours on a weekday (0 is Sunday), in minutes of Cairo's day: from 0 to 1,440, `to` not included. */
export interface WorkingHours {
  day: number
  from: number
  to: number
}

/** Working hours as they may be stored: accounts that no migration has come to yet have times like `09:30`. */
export interface StoredHours {
  day: number
  from: number | string
  to: number | string
}

export const MINUTES_OF_DAY = 1_440

/** Stored working hours in minutes. */
export const readHours = ({ day, from, to }: StoredHours): WorkingHours => ({
  day,
  from: minuteOf(from),
  to: minuteOf(to),
})

function minuteOf(stored: number | string): number {
  if (typeof stored === 'number') return stored
  const [hours = 0, minutes = 0] = stored.split(':').map(Number)
  return 60 * hours + minutes
}

/** The later of each two hours of a day that overlap, by their places in the list. Hours that only touch do not. */
export function overlapsIn(weekly: readonly WorkingHours[]): readonly number[] {
  const inOrder = weekly
    .map((hours, place) => ({ ...hours, place }))
    .sort((a, b) => a.day - b.day || a.from - b.from)
  const overlapping: number[] = []
  let taken = { day: -1, until: 0 }
  for (const { day, from, to, place } of inOrder) {
    if (day !== taken.day) taken = { day, until: 0 }
    if (from < taken.until) overlapping.push(place)
    taken.until = Math.max(taken.until, to)
  }
  return overlapping
}
