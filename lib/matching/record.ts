/**
 * What is known of a craftsman's work at an instant: every count beside its denominator, so that little experience is
 * told from bad experience. Work that looks bought (sham-work.ts) is not in it.
 */
export interface CraftsmanRecord {
  invited: number
  accepted: number
  rejected: number
  unanswered: number
  /** The logarithms of the minutes until they answered, and how many there are. */
  responseLogs: number
  responses: number
  quoted: number
  hired: number
  completed: number
  cancelled: number
  disputesLost: number
  /** Ratings of paid jobs, each weighted by its age (ratingWeight). */
  ratingSum: number
  ratingWeights: number
  /** How many ratings these are. */
  ratings: number
  /** How many ratings of paid jobs were shown, staged or not: fewer than three make a newcomer. */
  ratingsShown: number
  /** The logarithms of their prices over the trade's, and how many there are. */
  priceLogs: number
  prices: number
  /** Jobs they are hired for now. */
  activeJobs: number
  /** When they last answered, quoted or worked; 0: never. */
  lastActiveAt: number
  jobsByTrade: Record<string, number>
}

export const emptyRecord = (): CraftsmanRecord => ({
  invited: 0,
  accepted: 0,
  rejected: 0,
  unanswered: 0,
  responseLogs: 0,
  responses: 0,
  quoted: 0,
  hired: 0,
  completed: 0,
  cancelled: 0,
  disputesLost: 0,
  ratingSum: 0,
  ratingWeights: 0,
  ratings: 0,
  ratingsShown: 0,
  priceLogs: 0,
  prices: 0,
  activeJobs: 0,
  lastActiveAt: 0,
  jobsByTrade: {},
})

/** With fewer ratings than this, a craftsman is a newcomer. */
const NEWCOMER_BELOW = 3

export const isNewcomer = (record: CraftsmanRecord): boolean => record.ratingsShown < NEWCOMER_BELOW

const EPOCH = 1_700_000_000_000
const HALF_LIFE_MS = 3 * 365.25 * 86_400_000

/** A rating counts half as much three years later. Only the ratio of two weights means something. */
export const ratingWeight = (at: number): number => 2 ** ((at - EPOCH) / HALF_LIFE_MS)
