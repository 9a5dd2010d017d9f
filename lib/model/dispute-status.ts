/**
 * Open: the other party has not answered yet. Answered: they have. Escalated: staff took it over early.
 * Resolved: staff decided it, or it was withdrawn. Appealed: a party asks staff to decide again.
 */
export const DISPUTE_STATUSES = ['Open', 'Answered', 'Escalated', 'Resolved', 'Appealed'] as const
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

/** The statuses of a dispute that is not decided yet. A job has at most one such dispute. */
export const UNRESOLVED_STATUSES = ['Open', 'Answered', 'Escalated', 'Appealed'] as const

/** How a dispute ended: as staff decided, or withdrawn by the party who opened it. */
export const DECISIONS = ['Completed', 'Cancelled', 'Withdrawn'] as const
export type DisputeDecision = (typeof DECISIONS)[number]
