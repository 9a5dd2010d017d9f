/** What is known of a finished job that somebody may have staged to buy a review. */
export interface FinishedWork {
  price: number
  /** What jobs of this trade usually cost. */
  usualPrice: number
  paymentType: string
  isPaid: boolean
  hiredAt: number
  completedAt: number
  clientSince: number | null
  /** How many jobs the two have finished before. */
  togetherBefore: number
}

const HOUR_MS = 3_600_000
const FAST_MS = 1.25 * HOUR_MS
const YOUNG_MS = 10 * 24 * HOUR_MS
const SMALL = 0.6
/** From so many signs on, work counts for nothing. One alone may be chance. */
const MAX_SIGNS = 1

/**
 * Whether finished work looks staged. Signs: a small sum in cash, done within the hour, again for the same client, a
 * client whose account is a few days old; work that was not paid has two of them at once. Two signs are enough. The
 * rating itself is no sign: a low one must not make work count more or less than a high one.
 */
export function looksStaged(work: FinishedWork): boolean {
  const isSmallCash = work.paymentType !== 'Escrow' && work.price < SMALL * work.usualPrice
  const isFast = work.completedAt - work.hiredAt <= FAST_MS
  const isYoung = work.clientSince !== null && work.hiredAt - work.clientSince < YOUNG_MS
  const signs =
    Number(isSmallCash) +
    Number(isFast) +
    Number(work.togetherBefore > 0) +
    Number(isYoung) +
    2 * Number(!work.isPaid)
  return signs > MAX_SIGNS
}
