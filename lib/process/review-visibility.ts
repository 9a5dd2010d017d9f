import type { ReviewRecord } from '#lib/model/review.model.ts'

type Timed = Pick<ReviewRecord, 'status' | 'revealAt'>

/** Whether the time of a hidden review has come: it is visible, and has only not been stored as revealed yet. */
export const isDue = ({ status, revealAt }: Timed, now: Date): boolean =>
  status === 'Blind' && revealAt !== null && revealAt <= now

/** Whether everybody sees a review at this instant. */
export const isVisible = (review: Timed, now: Date): boolean =>
  review.status === 'Revealed' || isDue(review, now)
