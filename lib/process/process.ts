import type { ErrorCode } from '#lib/errors/codes.ts'
import type { JobStatus, TimerName } from '#lib/model/job-status.ts'
import type { DurationName } from '#lib/process/durations.ts'
import type { TransitionName } from '#lib/process/transitions.ts'

/**
 * The process of a job is data: the statuses, the transitions (lib/process/transitions.ts) and the timers (below).
 * The code that applies transitions, `PATCH .../status`, `GET /api/process`, `GET .../actions`, the diagram in the
 * docs and the tests all read these tables. What is not in them cannot happen. Raise the version with a change that
 * running contracts must not feel.
 */
export const PROCESS_VERSION = 1

/**
 * Who makes a transition. `quote`: a quote that comes or goes. `opener`: the person who opened the dispute, by
 * withdrawing it. `appellant`: either party, by an appeal against a decision. `gateway`: a payment gateway, by charging a payment back. `timer`: nobody acted in time.
 */
export const ACTORS = [
  'client',
  'craftsman',
  'staff',
  'quote',
  'opener',
  'appellant',
  'gateway',
  'timer',
] as const
export type Actor = (typeof ACTORS)[number]

/** What a transition can require, each with the code of its refusal. lib/process/guards.ts has the checks. */
export const GUARDS = {
  /** Escrow and CashProtected were paid. */
  paid: 'NOT_PAID',
  /** The request names the quote to accept. */
  quoteNamed: 'QUOTE_REQUIRED',
  /** The request gives a reason. */
  reasonGiven: 'REASON_REQUIRED',
  /** Nobody came, and `noShowHours` have passed since the agreed time. */
  nobodyCame: 'MOVE_NOT_ALLOWED',
  /** The job is not completed yet, or was completed less than `disputeDays` ago. */
  disputable: 'DISPUTE_WINDOW_OVER',
  /** Staff have decided it, less than `appealHours` ago, and nobody has appealed yet. */
  appealable: 'DISPUTE_NOT_APPEALABLE',
  /** The craftsman completed the work, and the client has not confirmed yet. */
  awaitsConfirmation: 'CONTRACT_NOT_AWAITING',
  /** No money is held. Where some is held, the resolution of the dispute has to split it. */
  nothingHeld: 'SPLIT_REQUIRED',
} as const satisfies Record<string, ErrorCode>
export type Guard = keyof typeof GUARDS

/**
 * What a transition does with the money that is held. `keep`: nothing. `ask`: a contract is made, and the client is
 * asked for what has to be paid ahead. `refund`: everything goes back to the client. `release`: the price less the
 * fee goes to the craftsman (Cash: the fee becomes the craftsman's debt). `visitFee`: the visit fee goes to the
 * craftsman, the rest back to the client. `decided`: staff split it.
 */
export type MoneyRule = 'keep' | 'ask' | 'refund' | 'release' | 'visitFee' | 'decided'

/** What happens to the job's quotes. `expire`: open quotes expire. `reopen`: quotes that the hire ended open again. */
export type QuoteRule = 'keep' | 'expire' | 'reopen'

export const STRIKES = ['craftsman', 'absentCraftsman', 'clientOfCash'] as const
export const FAULT_RULES = ['client', 'craftsman', 'absentElseActor', 'asDecided'] as const

export interface Transition {
  readonly name: string
  /** What people call it: one word for all transitions that mean the same to them. */
  readonly action: string
  readonly from: readonly JobStatus[]
  readonly to: JobStatus
  readonly by: readonly Actor[]
  readonly needs: readonly Guard[]
  readonly money: MoneyRule
  readonly quotes: QuoteRule
  /** Who gets a notification of the new status. */
  readonly tells: readonly ('client' | 'craftsman')[]
  /**
   * Who gets a strike. `clientOfCash`: the client, but only of a Cash job, where no visit fee can be charged.
   * `absentCraftsman`: the craftsman, if they had not set out `noShowHours` after the agreed time.
   */
  readonly strike?: (typeof STRIKES)[number]
  /**
   * Whose fault a cancellation is. `absentElseActor`: the craftsman's if they had not set out `noShowHours` after the
   * agreed time, else the party's who cancels; nobody's where staff do. `asDecided`: as staff say in their decision.
   */
  readonly fault?: (typeof FAULT_RULES)[number]
  /**
   * Durations are placeholders: `{confirmHours}` becomes 72 hours or ٧٢ ساعة, by the settings of now or by the terms
   * of a contract (lib/process/process-text.ts). A test keeps figures out of these texts.
   */
  readonly summary: { readonly en: string; readonly ar: string }
}

/** The times that a deadline can be counted from. The job stores them; `agreedAt` is the contract's. */
export type StartTime = 'activityAt' | 'hiredAt' | 'agreedAt' | 'onTheWayAt' | 'completedAt'

/** What happens when nobody acts in time. */
export interface TimerRule {
  readonly name: TimerName
  readonly in: readonly JobStatus[]
  /** The state of the contract in which the timer runs; left out where the status alone says it. */
  readonly contract?: 'unpaid' | 'unconfirmed'
  /** The transition that it makes. */
  readonly makes: TransitionName
  /**
   * The deadline: `term` after the time `from`. Of several, the first whose time is known counts. The code that
   * computes deadlines and the texts that describe them both read this.
   */
  readonly counts: readonly { readonly from: StartTime; readonly term: DurationName }[]
  /** How long before the deadline people are reminded, in hours. */
  readonly remindHours: number | null
  /** Whom silence favours. A test keeps the two sides in balance. */
  readonly suits: 'client' | 'craftsman' | 'neither'
}

/** The first rule that fits the job's status and its contract is the timer that runs. */
export const TIMERS = [
  {
    name: 'openJob',
    in: ['Posted', 'Quoted'],
    makes: 'lapse',
    counts: [{ from: 'activityAt', term: 'openJobDays' }],
    remindHours: 48,
    suits: 'neither',
  },
  {
    name: 'unpaidHire',
    in: ['Hired'],
    contract: 'unpaid',
    makes: 'voidUnpaid',
    counts: [{ from: 'hiredAt', term: 'unpaidHours' }],
    remindHours: 6,
    suits: 'neither',
  },
  {
    name: 'idleHire',
    in: ['Hired'],
    makes: 'lapseHire',
    counts: [
      { from: 'agreedAt', term: 'hireLapseDays' },
      { from: 'hiredAt', term: 'hireLapseDaysUnagreed' },
    ],
    remindHours: 48,
    suits: 'client',
  },
  {
    name: 'endlessVisit',
    in: ['On The Way'],
    makes: 'stallVisit',
    counts: [{ from: 'onTheWayAt', term: 'visitStallDays' }],
    remindHours: 48,
    suits: 'neither',
  },
  {
    name: 'confirmation',
    in: ['Completed'],
    contract: 'unconfirmed',
    makes: 'confirm',
    counts: [{ from: 'completedAt', term: 'confirmHours' }],
    remindHours: 24,
    suits: 'craftsman',
  },
] as const satisfies readonly TimerRule[]
