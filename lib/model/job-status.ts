export const JOB_STATUSES = [
  'Posted',
  'Quoted',
  'Hired',
  'On The Way',
  'Completed',
  'Disputed',
  'Cancelled',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const PAYMENT_TYPES = ['Escrow', 'Cash', 'CashProtected'] as const
export type PaymentType = (typeof PAYMENT_TYPES)[number]

/** The statuses in which a job takes quotes. */
export const OPEN_STATUSES = ['Posted', 'Quoted'] as const satisfies readonly JobStatus[]

export const isOpen = (status: JobStatus): boolean => OPEN_STATUSES.some((open) => open === status)

/** The timers of a job: what happens if nobody acts (lib/process/process.ts says what and when). */
export const TIMER_NAMES = ['openJob', 'unpaidHire', 'idleHire', 'endlessVisit', 'confirmation'] as const
export type TimerName = (typeof TIMER_NAMES)[number]
