import type { ClientSession } from 'mongoose'

/** How far a migration has come: whatever it needs to go on, as text. */
export type Cursor = string

/** What one batch did. */
export interface Batch {
  /** Where the next batch begins; null if this one was the last. */
  readonly next: Cursor | null
  /** How many documents it changed. */
  readonly changed: number
}

/**
 * One change of the data that are stored, for a version of the code that wants them otherwise. The code of before and the
 * code of after both run while it does: it adds, and what is taken away goes in a later version.
 */
export interface Migration {
  /** `0001-search-words`: the order, and what it is about. It never changes, and no other migration gets it. */
  readonly id: string
  readonly summary: string
  /**
   * Does the next few hundred documents in this transaction, which may run more than once. `after` is null at the begin.
   * A batch takes well under a second, so that what people do meanwhile need not wait for it.
   */
  readonly batch: (after: Cursor | null, tx: ClientSession) => Promise<Batch>
}
