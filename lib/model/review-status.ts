/**
 * Where a review stands. `Blind`: only its writer knows it, until both sides have written or the days are over.
 * `Removed`: staff have hidden it. `Withdrawn`: its contract ended Cancelled.
 */
export const REVIEW_STATUSES = ['Blind', 'Revealed', 'Removed', 'Withdrawn'] as const
export type ReviewStatus = (typeof REVIEW_STATUSES)[number]

export const REVIEW_SIDES = ['client', 'craftsman'] as const
export type ReviewSide = (typeof REVIEW_SIDES)[number]
