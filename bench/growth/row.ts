/** A row of the table: something that is asked at every size. */
export interface Row {
  readonly name: string
  /** What it may take at a million, in ms. */
  readonly goalMs?: number
  readonly ask: () => Promise<unknown>
}

/** Rows about one subject, and what has to be in the database for them. */
export interface Subject {
  /** Adds what is missing up to `size`. Indexes are built afterwards. */
  readonly grow: (from: number, to: number) => Promise<void>
  /** The rows; called once for each size, after it has grown. */
  readonly rows: () => Promise<readonly Row[]>
}
