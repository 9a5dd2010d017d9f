import type { ErrorCode } from '#lib/errors/codes.ts'

/**
 * The process of a job, as data: states, moves, timers. The code that moves jobs, `PATCH .../status`,
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

/** Who makes a move. `quote`: the coming and going of quotes; `timer`: nobody acted. */
export type Actor = 'client' | 'craftsman' | 'staff' | 'quote' | 'timer'

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

const both = ['client', 'craftsman'] as const

export const MOVES = [
  {
    name: 'firstQuote',
    action: 'quote',
    from: ['Posted'],
    to: 'Quoted',
    by: ['quote'],
    needs: [],
    money: 'keep',
    quotes: 'keep',
    tells: [],
    summary: { en: 'The first quote came in', ar: 'وصل أول عرض' },
  },
  {
    name: 'lastQuoteGone',
    action: 'quote',
    from: ['Quoted'],
    to: 'Posted',
    by: ['quote'],
    needs: [],
    money: 'keep',
    quotes: 'keep',
    tells: [],
    summary: { en: 'The last open quote was withdrawn', ar: 'تم سحب آخر عرض متاح' },
  },
  {
    name: 'hire',
    action: 'hire',
    from: ['Posted', 'Quoted'],
    to: 'Hired',
    by: ['client'],
    needs: ['quoteNamed'],
    money: 'ask',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Accept a quote and hire its craftsman', ar: 'قبول عرض والتعاقد مع صاحبه' },
  },
  {
    name: 'cancelPosting',
    action: 'cancel',
    from: ['Posted', 'Quoted'],
    to: 'Cancelled',
    by: ['client', 'staff'],
    needs: [],
    money: 'keep',
    quotes: 'expire',
    tells: both,
    summary: { en: 'Cancel before anyone is hired', ar: 'إلغاء الطلب قبل التعاقد' },
  },
  {
    name: 'lapse',
    action: 'cancel',
    from: ['Posted', 'Quoted'],
    to: 'Cancelled',
    by: ['timer'],
    needs: [],
    money: 'keep',
    quotes: 'expire',
    tells: both,
    summary: { en: 'Nothing happened for 14 days', ar: 'لم يحدث شيء لمدة ١٤ يومًا' },
  },
  {
    name: 'voidUnpaid',
    action: 'void',
    from: ['Hired'],
    to: 'Quoted',
    by: ['timer'],
    needs: [],
    money: 'keep',
    quotes: 'reopen',
    tells: both,
    summary: {
      en: 'It was not paid in time: the contract is void, the quotes are open again',
      ar: 'لم يتم الدفع في الموعد: العقد ملغى والعروض متاحة من جديد',
    },
  },
  {
    name: 'setOut',
    action: 'setOut',
    from: ['Hired'],
    to: 'On The Way',
    by: ['craftsman'],
    needs: ['paid'],
    money: 'keep',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Set out to the client', ar: 'التحرك إلى العميل' },
  },
  {
    name: 'cancelHire',
    action: 'cancel',
    from: ['Hired'],
    to: 'Cancelled',
    by: ['client', 'craftsman', 'staff'],
    needs: [],
    money: 'refund',
    quotes: 'keep',
    tells: both,
    summary: {
      en: 'Cancel before the craftsman sets out; what was paid goes back in full',
      ar: 'إلغاء قبل تحرك الصنايعي مع رد كامل المبلغ',
    },
  },
  {
    name: 'lapseHire',
    action: 'cancel',
    from: ['Hired'],
    to: 'Cancelled',
    by: ['timer'],
    needs: [],
    money: 'refund',
    quotes: 'keep',
    tells: both,
    summary: {
      en: 'Nobody moved long after the agreed time; what was paid goes back in full',
      ar: 'لم يتحرك أحد بعد الموعد بفترة طويلة، ويُرد المبلغ كاملًا',
    },
  },
  {
    name: 'finish',
    action: 'complete',
    from: ['On The Way'],
    to: 'Completed',
    by: ['craftsman'],
    needs: [],
    money: 'keep',
    quotes: 'keep',
    tells: both,
    summary: {
      en: 'Call the work completed; the client has 72 hours to confirm or dispute',
      ar: 'إعلان إتمام العمل، وأمام العميل ٧٢ ساعة للتأكيد أو الاعتراض',
    },
  },
  {
    name: 'finishAndConfirm',
    action: 'complete',
    from: ['On The Way'],
    to: 'Completed',
    by: ['client'],
    needs: [],
    money: 'release',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Confirm that the work is done', ar: 'تأكيد أن العمل تم' },
  },
  {
    name: 'confirm',
    action: 'confirm',
    from: ['Completed'],
    to: 'Completed',
    by: ['client', 'timer'],
    needs: ['awaitsConfirmation'],
    money: 'release',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Confirm what the craftsman called completed', ar: 'تأكيد ما أعلن الصنايعي إتمامه' },
  },
  {
    name: 'cancelNoShow',
    action: 'cancel',
    from: ['On The Way'],
    to: 'Cancelled',
    by: ['client'],
    needs: ['nobodyCame'],
    money: 'refund',
    quotes: 'keep',
    tells: both,
    summary: {
      en: 'Cancel for nothing: nobody came 24 hours after the agreed time',
      ar: 'إلغاء مجاني لأن أحدًا لم يحضر بعد ٢٤ ساعة من الموعد',
    },
  },
  {
    name: 'cancelVisit',
    action: 'cancel',
    from: ['On The Way'],
    to: 'Cancelled',
    by: ['client'],
    needs: [],
    money: 'visitFee',
    quotes: 'keep',
    tells: both,
    strike: 'clientOfCash',
    summary: {
      en: 'Cancel while the craftsman is on the way; he gets the visit fee',
      ar: 'إلغاء والصنايعي في الطريق، ويحصل على رسوم الزيارة',
    },
  },
  {
    name: 'abandonVisit',
    action: 'cancel',
    from: ['On The Way'],
    to: 'Cancelled',
    by: ['craftsman'],
    needs: [],
    money: 'refund',
    quotes: 'keep',
    tells: both,
    strike: 'craftsman',
    summary: {
      en: 'Give the visit up; what was paid goes back in full',
      ar: 'التراجع عن الزيارة مع رد كامل المبلغ',
    },
  },
  {
    name: 'dispute',
    action: 'dispute',
    from: ['Hired', 'On The Way', 'Completed'],
    to: 'Disputed',
    by: ['client', 'craftsman'],
    needs: ['disputable', 'reasonGiven'],
    money: 'keep',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Open a dispute; what is held stays held', ar: 'فتح نزاع، ويبقى المبلغ محجوزًا' },
  },
  {
    name: 'stallVisit',
    action: 'dispute',
    from: ['On The Way'],
    to: 'Disputed',
    by: ['timer'],
    needs: [],
    money: 'keep',
    quotes: 'keep',
    tells: both,
    summary: {
      en: 'The visit did not end for 7 days: staff looks at it',
      ar: 'لم تنته الزيارة لمدة ٧ أيام، وتنظر فيها الإدارة',
    },
  },
  {
    name: 'decideCompleted',
    action: 'resolve',
    from: ['Disputed'],
    to: 'Completed',
    by: ['staff'],
    needs: ['reasonGiven', 'nothingHeld'],
    money: 'decided',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Decide that the work counts as done', ar: 'الحكم بأن العمل تم' },
  },
  {
    name: 'decideCancelled',
    action: 'resolve',
    from: ['Disputed'],
    to: 'Cancelled',
    by: ['staff'],
    needs: ['reasonGiven', 'nothingHeld'],
    money: 'decided',
    quotes: 'keep',
    tells: both,
    summary: { en: 'Decide that the work does not count as done', ar: 'الحكم بأن العمل لم يتم' },
  },
] as const satisfies readonly Move[]

export type MoveName = (typeof MOVES)[number]['name']

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

/** One move by its name. */
export function moveNamed(name: MoveName): Move {
  const move = MOVES.find((candidate) => candidate.name === name)
  if (!move) throw new RangeError(`no move is called ${name}`)
  return move
}

/** The moves that lead from one status to another, in the order in which they are tried. */
export const movesBetween = (from: JobStatus, to: JobStatus): readonly Move[] =>
  MOVES.filter((move: Move) => move.from.includes(from) && move.to === to)
