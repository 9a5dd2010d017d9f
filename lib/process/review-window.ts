import type { ClientSession, UpdateQuery } from 'mongoose'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'
import { revealReview } from '#lib/process/reveal-review.ts'
import { isDue } from '#lib/process/review-visibility.ts'

/** Whether the parties of a contract can review each other, apart from the days that they have. */
export const isReviewable = ({ status, confirmedAt }: Pick<ContractRecord, 'status' | 'confirmedAt'>) =>
  status === 'Completed' && confirmedAt != null

/**
 * What a change of the contract does to the days for reviews: they begin with the confirmation, a dispute pauses them,
 * and with the end of the dispute they run on. A later deadline does not begin them anew.
 */
export function reviewWindowAfter(
  before: ContractRecord,
  now: ContractRecord,
  at: Date,
): Partial<Pick<ContractRecord, 'reviewBy' | 'reviewTimeLeft'>> {
  const [wasOpen, isOpen] = [isReviewable(before), isReviewable(now)]
  if (wasOpen === isOpen) return {}
  if (isOpen) {
    const left = before.reviewTimeLeft ?? before.terms.reviewDays * DAY
    return { reviewBy: addMs(at, left), reviewTimeLeft: null }
  }
  return before.reviewBy
    ? { reviewBy: null, reviewTimeLeft: before.reviewBy.getTime() - at.getTime() }
    : { reviewBy: null }
}

/**
 * Lets the reviews of a contract follow its change, in the same transaction:
 * 1. one whose time had come before the change is revealed. What was revealed stays shown
 * 2. while the contract is disputed, no time reveals a hidden review; after the dispute the new end of the days does
 * 3. once the contract is Cancelled, its reviews are withdrawn and leave the rating. If it counts as completed again,
 *    each has its status from before
 */
export async function followContract(
  tx: ClientSession,
  before: ContractRecord,
  now: ContractRecord,
  at: Date,
): Promise<void> {
  if (before.status === now.status || !now.reviewedBy?.length) return
  const reviews = await Review.find({ contract: now._id }).session(tx).lean()
  for (const review of reviews) await followOne(tx, review, now, at)
  for (const { reviewee } of reviews) await refreshRating(tx, reviewee)
}

async function followOne(
  tx: ClientSession,
  review: ReviewRecord,
  contract: ContractRecord,
  at: Date,
): Promise<void> {
  const wasDue = isDue(review, at)
  const isCancelled = contract.status === 'Cancelled'
  if (wasDue && !isCancelled) return revealReview(tx, review, review.revealAt ?? at)
  const change = changeOf({ ...review, ...(wasDue && { status: 'Revealed' as const }) }, contract)
  if (change)
    await Review.updateOne({ _id: review._id }, { $set: { ...change, updatedAt: at } }, { session: tx })
}

function changeOf(
  { status, statusBefore }: ReviewRecord,
  contract: ContractRecord,
): UpdateQuery<ReviewRecord>['$set'] | null {
  const revealAt = contract.reviewBy ?? null
  if (contract.status === 'Cancelled') {
    return status === 'Withdrawn' ? null : { status: 'Withdrawn', statusBefore: status }
  }
  if (status === 'Withdrawn') {
    const back = statusBefore ?? 'Blind'
    return { status: back, statusBefore: null, ...(back === 'Blind' && { revealAt }) }
  }
  return status === 'Blind' ? { revealAt } : null
}
