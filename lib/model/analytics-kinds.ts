/** What is counted, each with the day to which it belongs and the person whom it is about (lib/analytics/job-entries.ts). */
export type EntryKind =
  | 'posted'
  | 'quote'
  | 'invitation'
  | 'hired'
  | 'done'
  | 'cancelled'
  | 'review'
  | 'dispute'
  | 'ledger'
  | 'debt'
  | 'account'
  | 'verification'
  | 'payout'
  | 'push'

/**
 * Whole numbers that add up: `gmv`, or `wait~210`, how many values of `wait` are in class 210 of the scale
 * (lib/analytics/scale.ts).
 */
export type Counts = Record<string, number>

/** One thing that happened: on which day in Cairo, where, to whom, and the numbers that it adds. */
export interface Entry {
  kind: EntryKind
  day: string
  category: string | null
  governorate: string | null
  /** The id of the person whom it is about. */
  person: string
  counts: Counts
}

/** D: a day, M: a month. F: the people whose first completed job was in a month, client or craftsman. */
export const GRAINS = ['D', 'M', 'F'] as const
export type Grain = (typeof GRAINS)[number]

/** By what a cell is narrowed: everything, one category (c), one governorate (g), or both. */
export const LEVELS = ['all', 'c', 'g', 'cg'] as const
export type Level = (typeof LEVELS)[number]
