import type { Types } from 'mongoose'
import { contractId, DEMO, jobId, reviewId } from '#infra/demo/demo-ids.ts'
import type { ReviewRecord } from '#lib/model/review.model.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

/** When the demo reviews were written, in hours before now. */
export const REVIEWED_HOURS_AGO = 100

const { client1, client2, craftsman1, craftsman4, moderator } = DEMO.people

interface DemoReview {
  readonly number: number
  /** The number of its job, which is that of the contract too. */
  readonly job: number
  readonly side: 'client' | 'craftsman'
  readonly rating: number
  readonly comment: string
  readonly status: 'Blind' | 'Revealed' | 'Removed'
}

const REVIEWS: readonly DemoReview[] = [
  {
    number: 1,
    job: 14,
    side: 'client',
    rating: 5,
    comment: 'جه في ميعاده وخلّص بسرعة والشغل نضيف.',
    status: 'Blind',
  },
  {
    number: 2,
    job: 15,
    side: 'client',
    rating: 4,
    comment: 'Good work, a little late.',
    status: 'Revealed',
  },
  {
    number: 3,
    job: 15,
    side: 'craftsman',
    rating: 2,
    comment: 'Call me on another number next time.',
    status: 'Removed',
  },
  {
    number: 4,
    job: 12,
    side: 'client',
    rating: 5,
    comment: 'شغل محترم والسلوك مظبوطة، أنصح بيه.',
    status: 'Revealed',
  },
  {
    number: 5,
    job: 12,
    side: 'craftsman',
    rating: 5,
    comment: 'عميل محترم ودفع في ميعاده.',
    status: 'Revealed',
  },
]

const partiesOf = (job: number) =>
  job === 12
    ? { client: objectId(client2.id), craftsman: objectId(craftsman4.id) }
    : { client: objectId(client1.id), craftsman: objectId(craftsman1.id) }

/** Who has reviewed in the contract of a demo job. */
export const demoReviewersOf = (job: number): readonly Types.ObjectId[] =>
  REVIEWS.filter((review) => review.job === job).map(({ side }) => partiesOf(job)[side])

/** The reviews of the demo data. One is still hidden: its writer can change it for days. */
export const demoReviews = (now: Date): readonly ReviewRecord[] =>
  REVIEWS.map(({ number, job, side, rating, comment, status }) => {
    const parties = partiesOf(job)
    const at = addMs(now, -REVIEWED_HOURS_AGO * HOUR)
    const isBlind = status === 'Blind'
    const confirmedAt = addMs(now, -150 * HOUR)
    return {
      _id: objectId(reviewId(number)),
      job: objectId(jobId(job)),
      contract: objectId(contractId(job)),
      reviewer: parties[side],
      side,
      reviewee: parties[side === 'client' ? 'craftsman' : 'client'],
      rating,
      comment,
      isReviewerSideSubmitted: true,
      isRevieweeSideSubmitted: !isBlind,
      status,
      revealAt: isBlind ? addMs(confirmedAt, DEFAULT_SETTINGS.reviewDays * DAY) : at,
      ...(status === 'Removed' && {
        removal: { reason: 'It asks for contact outside', by: objectId(moderator.id), at },
      }),
      createdAt: at,
      updatedAt: at,
    }
  })

/** Makes the ratings of everybody who was reviewed. */
export const rateDemoPeople = (): Promise<void> =>
  inTransaction(async (tx) => {
    for (const { id } of [client1, client2, craftsman1, craftsman4]) await refreshRating(tx, objectId(id))
  })
