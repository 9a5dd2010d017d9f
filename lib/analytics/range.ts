import type { AnalyticsQuery, GroupBy } from '#lib/analytics/analytics.schemas.ts'
import { addDays, daysBetween, daysFrom, monthOf, weekOf, yearBefore } from '#lib/analytics/calendar.ts'

/** Days of Cairo, from one up to another, without it. */
export interface Range {
  readonly from: string
  readonly to: string
}

const DEFAULT_DAYS = 30
const MAX_DAYS = 400

/** The range that is asked for; without one, the last 30 days with today. */
export function rangeOf({ from, to }: AnalyticsQuery, today: string): Range {
  const tomorrow = addDays(today, 1)
  if (to !== undefined) return { from: from ?? addDays(to, -DEFAULT_DAYS), to }
  if (from === undefined) return { from: addDays(tomorrow, -DEFAULT_DAYS), to: tomorrow }
  const last = [tomorrow, addDays(from, MAX_DAYS)].toSorted()[0] ?? tomorrow
  return { from, to: last > from ? last : addDays(from, 1) }
}

/** What a range is compared with: as many days before it, or the same days a year before. */
export function comparedRange({ from, to }: Range, compare: 'previous' | 'year'): Range {
  if (compare === 'previous') return { from: addDays(from, -daysBetween(from, to)), to: from }
  const before = { from: yearBefore(from), to: yearBefore(to) }
  return before.from < before.to ? before : { from: before.from, to: addDays(before.from, 1) }
}

/** The groups of time of a range, those without anything too, in the order of time. */
export function timeGroups({ from, to }: Range, groupBy: GroupBy): readonly string[] {
  const days = daysFrom(from, to)
  if (groupBy === 'day') return days
  return [...new Set(days.map(groupBy === 'week' ? weekOf : monthOf))]
}
