import type { ErrorCode } from '#lib/errors/codes.ts'
import type { MoveName } from '#lib/jobs/moves.ts'

/**
 * The process of a job, as data: states, moves (lib/jobs/moves.ts), timers. The code that moves jobs, `PATCH .../status`,
 * `GET /api/process`, `GET .../actions`, the diagram in the docs and the tests all read this table;
 * what is not in it cannot happen. A change that running contracts must not feel raises the version.
 */
export const PROCESS_VERSION = 1

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

/** While a job takes quotes. */
export const OPEN_STATUSES = ['Posted', 'Quoted'] as const satisfies readonly JobStatus[]

/**
 * Who makes a move. `quote`: the coming and going of quotes; `opener`: who opened the dispute, by withdrawing it;
 * `gateway`: a payment gateway, by taking a payment back; `timer`: nobody acted.
 */
export const ACTORS = ['client', 'craftsman', 'staff', 'quote', 'opener', 'gateway', 'timer'] as const
export type Actor = (typeof ACTORS)[number]

/** What must hold for a move, and the code it is refused with otherwise (lib/jobs/conditions.ts). */
export const CONDITIONS = {
  /** Escrow and CashProtected were paid. */
  paid: 'NOT_PAID',
  /** The quote to accept is named. */
  quoteNamed: 'QUOTE_REQUIRED',
  /** A reason in writing. */
  reasonGiven: 'REASON_REQUIRED',
  /** The time agreed is over by the hours of the terms, and nobody came. */
  nobodyCame: 'MOVE_NOT_ALLOWED',
  /** Before completion, or within the days of the terms after it. */
  disputable: 'DISPUTE_WINDOW_OVER',
  /** The craftsman called it completed and the client has not confirmed yet. */
  awaitsConfirmation: 'CONTRACT_NOT_AWAITING',
  /** Nothing is held: with money on hold the dispute itself decides who gets what. */
  nothingHeld: 'SPLIT_REQUIRED',
} as const satisfies Record<string, ErrorCode>
export type Condition = keyof typeof CONDITIONS

/**
 * What a move does with what is held. `keep`: nothing; `ask`: a contract is made, and what is paid
 * ahead is asked for; `refund`: all back to the client; `release`: price less fee to the craftsman (Cash:
 * the fee is booked as his debt); `visitFee`: the visit fee to the craftsman, the rest back; `decided`: as
 * staff split it.
 */
export type MoneyRule = 'keep' | 'ask' | 'refund' | 'release' | 'visitFee' | 'decided'

/** What becomes of the job's quotes: `expire` the open ones; `reopen` those that the acceptance ended. */
export type QuoteRule = 'keep' | 'expire' | 'reopen'

export interface Move {
  readonly name: string
  /** What people call it: one word for all moves that mean the same to them. */
  readonly action: string
  readonly from: readonly JobStatus[]
  readonly to: JobStatus
  readonly by: readonly Actor[]
  readonly needs: readonly Condition[]
  readonly money: MoneyRule
  readonly quotes: QuoteRule
  /** Who is told that the status changed. */
  readonly tells: readonly ('client' | 'craftsman')[]
  /** Who gets a strike; `client` only where nothing can be charged (Cash). */
  readonly strike?: 'craftsman' | 'clientOfCash'
  readonly summary: { readonly en: string; readonly ar: string }
}

/** What happens when nobody acts. `whose`: whom the silence suits, held in balance by a test. */
export interface Timer {
  readonly name: string
  readonly in: readonly JobStatus[]
  /** The move it makes. */
  readonly makes: MoveName
  /** What the deadline is counted from, and which length of the terms (or of the settings, before a contract). */
  readonly counts: string
  /** How long before the deadline its people are reminded, in hours. */
  readonly remindHours: number | null
  readonly suits: 'client' | 'craftsman' | 'neither'
}

export const TIMERS = [
  {
    name: 'openJob',
    in: ['Posted', 'Quoted'],
    makes: 'lapse',
    counts: '14 days from the last activity',
    remindHours: 48,
    suits: 'neither',
  },
  {
    name: 'unpaidHire',
    in: ['Hired'],
    makes: 'voidUnpaid',
    counts: '24 hours from the hire, where it is paid ahead and is not paid',
    remindHours: 6,
    suits: 'neither',
  },
  {
    name: 'idleHire',
    in: ['Hired'],
    makes: 'lapseHire',
    counts: '7 days from the agreed time, 14 from the hire without one',
    remindHours: 48,
    suits: 'client',
  },
  {
    name: 'endlessVisit',
    in: ['On The Way'],
    makes: 'stallVisit',
    counts: '7 days from setting out',
    remindHours: 48,
    suits: 'neither',
  },
  {
    name: 'confirmation',
    in: ['Completed'],
    makes: 'confirm',
    counts: '72 hours from completion',
    remindHours: 24,
    suits: 'craftsman',
  },
] as const satisfies readonly Timer[]

export type TimerName = (typeof TIMERS)[number]['name']
