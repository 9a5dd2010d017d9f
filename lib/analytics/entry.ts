import { classOf } from '#lib/analytics/scale.ts'
import type { Counts, EntryKind } from '#lib/model/analytics-kinds.ts'

/** Adds an entry of this job, unless it has no day. */
export type Add = (
  kind: EntryKind,
  at: Date | null | undefined,
  person: { toHexString: () => string },
  counts: Counts,
) => void

export const flag = (is: boolean): number => (is ? 1 : 0)

/** Counts of zero add nothing, and are not stored. */
export const withoutZeros = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))

/** How long from one instant to another, as one value of a time. */
export const timeCount = (name: string, from: Date, to: Date): Counts => ({
  [`${name}~${classOf(to.getTime() - from.getTime())}`]: 1,
})
