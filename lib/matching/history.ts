import type { CraftsmanFacts, JobFacts, Trade } from '#lib/matching/read-model.ts'

/** What happened on the marketplace, as it became known. */
export type HistoryEvent =
  | { type: 'job'; at: number; jobId: string; job: JobFacts }
  | { type: 'shown'; at: number; jobId: string; positions: ReadonlyMap<string, number> }
  | { type: 'invitation'; at: number; jobId: string; craftsmanId: string }
  | { type: 'response'; at: number; jobId: string; craftsmanId: string; isAccepted: boolean }
  | { type: 'quote'; at: number; jobId: string; craftsmanId: string; price: number }
  | { type: 'hire'; at: number; jobId: string; craftsmanId: string; price: number }
  | { type: 'completion'; at: number; jobId: string; craftsmanId: string; isPaid: boolean }
  | { type: 'cancellation'; at: number; jobId: string; craftsmanId: string; isTheirFault: boolean }
  | { type: 'decision'; at: number; jobId: string; craftsmanId: string; isAgainstThem: boolean }
  | { type: 'review'; at: number; jobId: string; craftsmanId: string; rating: number }
  /** Made by the replay: the time to answer is over. */
  | { type: 'silence'; at: number; jobId: string; craftsmanId: string }

export interface EarlierJob {
  at: number
  category: string
  price: number
  rating: number | null
}

/** Counts from before the history. */
export interface EarlierCounts {
  invited: number
  accepted: number
  rejected: number
  unanswered: number
  quoted: number
  hired: number
  completed: number
  cancelledByHim: number
  disputesLost: number
  medianResponseMinutes: number | null
}

export interface HistoryCraftsman {
  facts: CraftsmanFacts
  earlier: readonly EarlierJob[]
  counts: EarlierCounts
}

export interface History {
  trades: ReadonlyMap<string, Trade>
  /** When each client registered. */
  clients: ReadonlyMap<string, number>
  /** In an order that has nothing to do with ids. */
  craftsmen: readonly HistoryCraftsman[]
  /** In the order of time; at the same instant in an order that has nothing to do with ids. */
  events: readonly HistoryEvent[]
  until: number
}

const HOUR_MS = 3_600_000

/** An invitation that was not answered for so long counts as unanswered. */
export const SILENCE_MS = 48 * HOUR_MS
/** A job that nobody was hired for so long after its last quote has ended without a hire. */
export const UNDECIDED_MS = 96 * HOUR_MS
