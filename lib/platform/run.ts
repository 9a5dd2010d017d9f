/** A run of a schedule. It has to end before Lambda ends it; the next run goes on. */
export interface Run {
  /** Whether its time is over, so that it may begin nothing more. */
  readonly isOver: () => boolean
}

/** A run that nobody ends. */
export const UNLIMITED: Run = { isOver: () => false }
