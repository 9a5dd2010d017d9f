import { type ClientSession, Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import type { ReviewSide } from '#lib/model/review-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'
import { revealReview } from '#lib/process/reveal-review.ts'
import { isReviewable } from '#lib/process/review-window.ts'
import { readReview } from '#lib/reviews/read-reviews.ts'
import type { newReview } from '#lib/reviews/review.schemas.ts'
import { toReviewView } from '#lib/reviews/review.view.ts'

/**
 * Review the other party of a job.
 * 1. by the client or the hired craftsman (JOB_NOT_FOUND, JOB_NOT_YOURS) of a contract that is completed and confirmed
 *    (CONTRACT_NOT_COMPLETED; a dispute takes it out of that), once (ALREADY_REVIEWED), within 14 days from the
 *    confirmation without the time of disputes (REVIEW_WINDOW_OVER)
 * 2. one transaction: the review, which nobody else sees before the other party has written or the days are over
 * 3. the second of the two reveals both at once: both ratings, and the event of each
 * If both parties write at once, one of the two is the second. If one writes twice at once, one request wins.
 */
export async function createReview(input: z.output<typeof newReview>, principal: Principal) {
  return withDeadlinesApplied(input.jobId, async (tx, jobWithContract) => {
    const { contract, side } = await contractOf(jobWithContract, principal)
    const at = clock()
    const isSecond = await claimReview(tx, contract, principal, at)
    const review = recordOf(input, { contract, side, isSecond, at })
    await Review.create([review], { session: tx })
    if (isSecond) await revealBoth(tx, review, at)
    else await refreshRating(tx, review.reviewee)
    const reviewId = idOf<'Review'>(review._id)
    await logActivity(tx, {
      actor: principal.id,
      action: 'review.create',
      target: { kind: 'Review', id: reviewId },
      details: { jobId: input.jobId },
    })
    return toReviewView(await readReview(reviewId, tx))
  })
}

async function contractOf({ job, contract }: JobWithContract, principal: Principal) {
  const side = actorIn(job, principal)
  if (side !== 'client' && side !== 'craftsman') {
    throw fail((await canSeeJob(job, principal)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  }
  if (!contract || !isReviewable(contract)) throw fail('CONTRACT_NOT_COMPLETED')
  return { contract, side }
}

/**
 * Notes at the contract that this party has reviewed. Everything that decides about its reviews writes the contract, so
 * that of two at once one sees the other. Returns whether the other party has written before.
 */
async function claimReview(tx: ClientSession, contract: ContractRecord, { id }: Principal, at: Date) {
  const reviewer = objectId(id)
  const reviewedBy = contract.reviewedBy ?? []
  if (reviewedBy.some((one) => one.equals(reviewer))) throw fail('ALREADY_REVIEWED')
  if (!contract.reviewBy || contract.reviewBy <= at) throw fail('REVIEW_WINDOW_OVER')
  await Contract.updateOne(
    { _id: contract._id, reviewedBy: trusted({ $ne: reviewer }) },
    { $push: { reviewedBy: reviewer } },
    { session: tx },
  )
  return reviewedBy.length > 0
}

function recordOf(
  { rating, comment }: Pick<z.output<typeof newReview>, 'rating' | 'comment'>,
  {
    contract,
    side,
    isSecond,
    at,
  }: { contract: ContractRecord; side: ReviewSide; isSecond: boolean; at: Date },
): ReviewRecord {
  const { job, client, craftsman, reviewBy } = contract
  const [reviewer, reviewee] = side === 'client' ? [client, craftsman] : [craftsman, client]
  return {
    _id: new Types.ObjectId(),
    job,
    contract: contract._id,
    reviewer,
    side,
    reviewee,
    rating,
    ...(comment !== undefined && { comment }),
    isReviewerSideSubmitted: true,
    isRevieweeSideSubmitted: isSecond,
    status: 'Blind',
    revealAt: reviewBy ?? null,
    createdAt: at,
    updatedAt: at,
  }
}

async function revealBoth(tx: ClientSession, second: ReviewRecord, at: Date): Promise<void> {
  const first = await Review.findOneAndUpdate(
    { contract: second.contract, reviewer: second.reviewee },
    { $set: { isRevieweeSideSubmitted: true } },
    { session: tx },
  ).lean()
  if (!first) throw new Error('a contract names a reviewer whose review does not exist')
  await revealReview(tx, first, at)
  await revealReview(tx, second, at)
  await Job.updateOne({ _id: second.job }, { $set: { reviewedAt: at } }, { session: tx })
}
