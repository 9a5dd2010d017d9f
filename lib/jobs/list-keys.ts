import { cellOf } from '#lib/jobs/cells.ts'
import { wordsOf } from '#lib/jobs/search-text.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { Point } from '#lib/platform/api-schemas.ts'

/** By which keys a job is found and put in order. */
export type JobListKeys = Pick<JobRecord, 'words' | 'cell' | 'budgetKey' | 'soonestKey'>

interface Posting {
  readonly title: string
  readonly description: string
  /** The rounded place: no search finds the exact one. */
  readonly area: Point
  readonly budget?: number | null | undefined
  readonly preferredAt?: Date | null | undefined
}

/** After every time for which somebody can ask. */
const NO_TIME = new Date('9999-12-31T00:00:00.000Z')

/**
 * The keys of a job for lists, kept by whoever writes one of the fields that they come from. A job without a budget
 * comes last among budgets, one without a preferred time last among times.
 */
export const listKeysOf = ({ title, description, area, budget, preferredAt }: Posting): JobListKeys => ({
  words: wordsOf({ title, description }),
  cell: cellOf(area.coordinates),
  budgetKey: budget ?? 0,
  soonestKey: preferredAt ?? NO_TIME,
})
