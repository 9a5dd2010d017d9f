/**
 * Open: the other party has not answered yet. Answered: they have. Escalated: nobody decided it in time, and admins
 * were told. Resolved: staff decided it, or it was withdrawn. Appealed: a party asks staff to decide again.
 */
export const DISPUTE_STATUSES = ['Open', 'Answered', 'Escalated', 'Resolved', 'Appealed'] as const
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

/** The statuses of a dispute that is not decided yet. A job has at most one such dispute. */
export const UNRESOLVED_STATUSES = ['Open', 'Answered', 'Escalated', 'Appealed'] as const

/** How a dispute ended: as staff decided, or withdrawn by the party who opened it. */
export const DECISIONS = ['Completed', 'Cancelled', 'Withdrawn'] as const
export type DisputeDecision = (typeof DECISIONS)[number]

/** Whose evidence it is. */
export const EVIDENCE_SIDES = ['client', 'craftsman', 'staff'] as const
export type EvidenceSide = (typeof EVIDENCE_SIDES)[number]

/**
 * What the clock of a dispute does next (lib/process/dispute-clock.ts). answerNears, decisionNears: it reminds.
 * answerDue: staff are told that a party is silent. escalation: admins are told. overdue: they are told once a day.
 * appealOver: the time to appeal is over.
 */
export const DISPUTE_STEPS = [
  'answerNears',
  'answerDue',
  'escalation',
  'decisionNears',
  'overdue',
  'appealOver',
] as const
export type DisputeStep = (typeof DISPUTE_STEPS)[number]
