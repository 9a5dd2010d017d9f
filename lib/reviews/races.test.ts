import { afterEach, describe, expect, it } from 'vitest'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type ReviewId } from '#lib/platform/ids.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { announceReviews } from '#lib/reviews/announce-reviews.ts'
import { createReview } from '#lib/reviews/create-review.ts'
import { editReview } from '#lib/reviews/edit-review.ts'
import { hideReview } from '#lib/reviews/moderate-review.ts'
import { replyToReview } from '#lib/reviews/reply-to-review.ts'
import { aConfirmedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => freezeClock(null))

const ROUNDS = roundsOr(30)
const random = randomOf(RACE_SEED)

const announced = (jobId: JobId) => Outbox.countDocuments({ type: 'review.revealed', 'data.jobId': jobId })

/** A job of which both sides have reviewed each other. */
async function aReviewedJob() {
  const job = await aConfirmedJob()
  const { jobId, client, craftsman } = job
  const { id } = await createReview({ jobId, rating: 2 }, client)
  await createReview({ jobId, rating: 5 }, craftsman)
  return { ...job, reviewId: id as ReviewId }
}

describe('two at once', () => {
  it(
    'both sides reviewing: both are revealed, each announced once, both rated',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, client, craftsman } = await aConfirmedJob()
        const { winners } = await race(random, {
          client: () => createReview({ jobId, rating: 4 }, client),
          craftsman: () => createReview({ jobId, rating: 3 }, craftsman),
        })
        expect(winners).toHaveLength(2)
        expect(await Review.countDocuments({ job: jobId, status: 'Revealed' })).toBe(2)
        expect(await announced(jobId)).toBe(2)
        expect(await User.findById(craftsman.id).lean()).toMatchObject({ rating: 4, ratingCount: 1 })
        expect(await User.findById(client.id).lean()).toMatchObject({ rating: 3, ratingCount: 1 })
      }
    },
    timeFor(ROUNDS * 3),
  )

  it(
    'one side reviewing twice: one wins',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, client } = await aConfirmedJob()
        const { winners, codes } = await race(random, {
          one: () => createReview({ jobId, rating: 4 }, client),
          other: () => createReview({ jobId, rating: 1 }, client),
        })
        expect([winners.length, codes]).toEqual([1, ['ALREADY_REVIEWED']])
        expect(await Review.countDocuments({ job: jobId })).toBe(1)
      }
    },
    timeFor(ROUNDS * 3),
  )

  it(
    'an edit and the review that reveals: what is revealed is what the rating counts, and an edit that is refused left nothing',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, client, craftsman } = await aConfirmedJob()
        const { id } = await createReview({ jobId, rating: 1 }, client)
        const { winners, codes } = await race(random, {
          edit: () => editReview(id as ReviewId, { rating: 5 }, client.id),
          reveal: () => createReview({ jobId, rating: 3 }, craftsman),
        })
        const rating = winners.includes('edit') ? 5 : 1
        expect(codes).toEqual(winners.includes('edit') ? [] : ['REVIEW_REVEALED'])
        expect(await Review.findById(id).lean()).toMatchObject({ rating, status: 'Revealed' })
        expect(await User.findById(craftsman.id).lean()).toMatchObject({ rating, ratingCount: 1 })
      }
    },
    timeFor(ROUNDS * 3),
  )

  it(
    'a review and a dispute: the review is in and its days are paused, or it is refused',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { jobId, client, craftsman } = await aConfirmedJob()
        const dispute = { jobId, reason: 'It leaks', description: 'Again' }
        const { winners, codes } = await race(random, {
          review: () => createReview({ jobId, rating: 4 }, client),
          dispute: () => createDispute(dispute, craftsman),
        })
        expect(winners).toContain('dispute')
        expect(codes).toEqual(winners.includes('review') ? [] : ['CONTRACT_NOT_COMPLETED'])
        const reviews = await Review.find({ job: jobId }).lean()
        expect(reviews.map(({ revealAt }) => revealAt)).toEqual(winners.includes('review') ? [null] : [])
        const { upcomingRatings } = await User.findById(craftsman.id, { upcomingRatings: 1 }).lean().orFail()
        expect(upcomingRatings).toEqual([])
      }
    },
    timeFor(ROUNDS * 3),
  )

  it(
    'two replies: one wins. Two members of staff hiding: one wins',
    async () => {
      const staff = [await aModerator(), await aModerator()] as const
      for (let round = 0; round < ROUNDS; round += 1) {
        const { reviewId, craftsman } = await aReviewedJob()
        const replies = await race(random, {
          one: () => replyToReview(reviewId, 'one', craftsman.id),
          other: () => replyToReview(reviewId, 'other', craftsman.id),
        })
        const hidings = await race(random, {
          one: () => hideReview({ reviewId, reason: 'one', staff: staff[0].id }),
          other: () => hideReview({ reviewId, reason: 'other', staff: staff[1].id }),
        })
        const review = await Review.findById(reviewId).lean()
        expect([replies.codes, hidings.codes]).toEqual([['ALREADY_REPLIED'], ['REVIEW_ALREADY_HIDDEN']])
        expect(review?.reply?.text).toBe(replies.winners[0])
        expect(review?.removal?.reason).toBe(hidings.winners[0])
        expect(await User.findById(craftsman.id).lean()).toMatchObject({ rating: 0, ratingCount: 0 })
      }
    },
    timeFor(ROUNDS * 4),
  )

  it(
    'two runs of the schedule: each review is announced once',
    async () => {
      const jobs: JobId[] = []
      for (let i = 0; i < 5; i += 1) {
        const { jobId, client } = await aConfirmedJob()
        await createReview({ jobId, rating: 4 }, client)
        jobs.push(jobId)
      }
      const contracts = await Contract.find({ job: trusted({ $in: jobs }) }).lean()
      const ends = contracts.map(({ reviewBy }) => reviewBy?.getTime() ?? 0)
      freezeClock(new Date(Math.max(...ends)))
      const runs = await Promise.all([runToEnd(announceReviews), runToEnd(announceReviews)])
      expect(runs.reduce((sum, { handedOut }) => sum + handedOut, 0)).toBeGreaterThanOrEqual(5)
      for (const jobId of jobs) expect(await announced(jobId)).toBe(1)
    },
    timeFor(20),
  )
})

it('a review that cannot be announced is logged with its id, and keeps no other one back', async () => {
  // Prepare
  const [broken, whole] = [await aConfirmedJob(), await aConfirmedJob()]
  for (const { jobId, client } of [broken, whole]) await createReview({ jobId, rating: 4 }, client)
  await Review.collection.updateOne({ job: objectId(broken.jobId) }, { $set: { contract: 'no id' } })
  const brokenReview = await Review.findOne({ job: broken.jobId }, { _id: 1 }).lean().orFail()
  const { reviewBy } = await Contract.findById(whole.contractId).lean().orFail()
  freezeClock(reviewBy ?? null)
  const lines: LogLine[] = []
  sendLogsTo((line) => void lines.push(line))
  // Act
  await runToEnd(announceReviews)
  // Assess
  const told = lines.filter(({ task }) => task === 'announceReview')
  expect(new Set(told.map(({ item }) => item))).toEqual(new Set([idOf<'Review'>(brokenReview._id)]))
  expect([await announced(broken.jobId), await announced(whole.jobId)]).toEqual([0, 1])
})
