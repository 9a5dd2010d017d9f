/**
 * Open: the other side has not said anything yet. Answered: it has. Escalated: staff has it before its time.
 * Resolved: decided, or withdrawn. Appealed: a party asks staff to look again.
 */
export const DISPUTE_STATUSES = ['Open', 'Answered', 'Escalated', 'Resolved', 'Appealed'] as const
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

/** While nothing is decided; a job has one such dispute. */
export const LIVING_DISPUTES = ['Open', 'Answered', 'Escalated', 'Appealed'] as const

/** How a dispute ended: as staff decided, or its opener took it back. */
export const VERDICTS = ['Completed', 'Cancelled', 'Withdrawn'] as const
export type Verdict = (typeof VERDICTS)[number]
