import { middleOf, rankOf } from '#lib/analytics/scale.ts'
import type { Counts, EntryKind } from '#lib/model/analytics-kinds.ts'

export type Unit = 'count' | 'piastres' | 'seconds' | 'businessDays' | 'share' | 'stars' | 'perJob'

/** The sums of a group, by kind. */
export type Sums = Partial<Record<EntryKind, Counts>>

/** A figure of a report: what it means, in a sentence, and how it is made of sums. */
export interface Figure {
  readonly means: string
  readonly unit: Unit
  /** The kinds that it is made of: about fewer than five people, it is not shown to moderators. */
  readonly of: readonly EntryKind[]
  readonly value: (sums: Sums) => number | null
}

export const sumOf = (sums: Sums, kind: EntryKind, name: string): number => sums[kind]?.[name] ?? 0

export const counted = (kind: EntryKind, name: string, means: string, unit: Unit = 'count'): Figure => ({
  means,
  unit,
  of: [kind],
  value: (sums) => sumOf(sums, kind, name),
})

type Part = readonly [EntryKind, string]

/** One sum over another, to four decimals; null where the other is zero. */
export const ratio = ([kind, name]: Part, [base, of]: Part, means: string, unit: Unit = 'share'): Figure => ({
  means,
  unit,
  of: kind === base ? [kind] : [kind, base],
  value: (sums) => quotient(sumOf(sums, kind, name), sumOf(sums, base, of)),
})

export const quotient = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000

/** A rank of times, in seconds: whole ones, below a minute with three decimals. */
export const timeAt = (kind: EntryKind, name: string, share: number, means: string): Figure => ({
  means,
  unit: 'seconds',
  of: [kind],
  value: (sums) => {
    const place = rankOf(sums[kind] ?? {}, name, share)
    return place === null ? null : secondsOf(middleOf(place))
  },
})

const MINUTE_MS = 60_000

const secondsOf = (ms: number): number => (ms < MINUTE_MS ? Math.round(ms) / 1_000 : Math.round(ms / 1_000))

/** A rank of whole numbers, such as days. */
export const numberAt = (kind: EntryKind, name: string, share: number, means: string): Figure => ({
  means,
  unit: 'businessDays',
  of: [kind],
  value: (sums) => rankOf(sums[kind] ?? {}, name, share),
})
