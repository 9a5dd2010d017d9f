import { afterEach, describe, expect, it } from 'vitest'
import { adminReviewRoutes } from '#functions/admin/reviews.routes.ts'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, clock, DAY, freezeClock, HOUR } from '#lib/platform/clock.ts'
import { type DisputeId, type JobId, newId, type ReviewId } from '#lib/platform/ids.ts'
import { announceReviews } from '#lib/reviews/announce-reviews.ts'
import { call } from '#lib/testing/call.ts'
import { aConfirmedJob, aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => freezeClock(null))

const REASON = 'It is not about the work'

const write = (as: Somebody, jobId: JobId, rating: number, comment?: string) =>
  call(reviewRoutes.createReview, { as, body: { jobId, rating, ...(comment && { comment }) } })

const edit = (as: Somebody, reviewId: string, body: object) =>
  call(reviewRoutes.editReview, { as, params: { reviewId }, body })

const reply = (as: Somebody, reviewId: string, text = 'Thank you') =>
  call(reviewRoutes.replyToReview, { as, params: { reviewId }, body: { reply: text } })

const hide = (as: Somebody, reviewId: string) =>
  call(adminReviewRoutes.hideReview, { as, params: { reviewId }, body: { reason: REASON } })

const restore = (as: Somebody, reviewId: string) =>
  call(adminReviewRoutes.restoreReview, { as, params: { reviewId }, body: { reason: REASON } })

/** What everybody sees of a user: how many reviews are listed, and the rating of the profile. */
async function shownOf({ id: userId }: Somebody) {
  const { body: profile } = await call(userRoutes.getUser, { params: { userId } })
  const { body: list } = await call(reviewRoutes.listReviews, { params: { userId } })
  expect(list.pagination.totalItems).toBe(profile.ratingCount)
  return { listed: list.data.length, rating: profile.rating, count: profile.ratingCount }
}

const NOTHING = { listed: 0, rating: 0, count: 0 }

/** Stops the clock at the confirmation of a job, and returns when its days for reviews are over. */
async function atConfirmation() {
  const job = await aConfirmedJob()
  const contract = await Contract.findById(job.contractId).lean().orFail()
  const confirmedAt = contract.confirmedAt ?? clock()
  freezeClock(confirmedAt)
  return { ...job, confirmedAt, reviewBy: addMs(confirmedAt, 14 * DAY) }
}

describe('a review', () => {
  it('is seen by its writer alone until the other party has written', async () => {
    // Prepare
    const { jobId, contractId, client, craftsman } = await aConfirmedJob()
    // Act
    const first = await write(client, jobId, 2, 'Late, and it drips')
    const between = await shownOf(craftsman)
    const own = await call(reviewRoutes.listOwnReviews, { as: client })
    const second = await write(craftsman, jobId, 5, 'Kind people')
    // Assess
    expect(first.body).toMatchObject({ jobId, contractId, rating: 2, revealedAt: null, reply: null })
    expect(between).toEqual(NOTHING)
    expect(own.body.data).toMatchObject([{ id: first.body.id, comment: 'Late, and it drips' }])
    expect(second.body.revealedAt).not.toBeNull()
    expect(await shownOf(craftsman)).toEqual({ listed: 1, rating: 2, count: 1 })
    expect(await shownOf(client)).toEqual({ listed: 1, rating: 5, count: 1 })
    expect(await Review.find({ job: jobId }).lean()).toMatchObject([
      { isReviewerSideSubmitted: true, isRevieweeSideSubmitted: true },
      { isReviewerSideSubmitted: true, isRevieweeSideSubmitted: true },
    ])
  })

  it('alone is revealed to the millisecond at the end of the 14 days, before any schedule runs', async () => {
    // Prepare
    const { jobId, client, craftsman, reviewBy } = await atConfirmation()
    await write(client, jobId, 4, 'Neat work')
    // Act
    freezeClock(addMs(reviewBy, -1))
    const before = [
      await shownOf(craftsman),
      (await edit(client, await idOfFirst(jobId), { rating: 3 })).status,
    ]
    freezeClock(reviewBy)
    const after = await shownOf(craftsman)
    const late = await edit(client, await idOfFirst(jobId), { rating: 1 })
    const tooLate = await write(craftsman, jobId, 1)
    // Assess
    expect(before).toEqual([NOTHING, 200])
    expect(after).toEqual({ listed: 1, rating: 3, count: 1 })
    expect([late.body.code, tooLate.body.code]).toEqual(['REVIEW_REVEALED', 'REVIEW_WINDOW_OVER'])
    expect(await announcedOf(jobId)).toBe(0)
    await runToEnd(announceReviews)
    expect(await runToEnd(announceReviews)).toEqual({ handedOut: 0, more: false })
    expect([await announcedOf(jobId), await shownOf(craftsman)]).toEqual([1, after])
  })

  it('shows the same rating of this instant in the profile, to its owner, and inside a job and a contract', async () => {
    // Prepare
    const { jobId, contractId, client, craftsman, reviewBy } = await atConfirmation()
    await write(client, jobId, 4)
    // Act
    freezeClock(reviewBy)
    const [me, job, contract] = [
      await call(userRoutes.getMe, { as: craftsman }),
      await call(jobRoutes.getJob, { as: client, params: { jobId } }),
      await call(contractRoutes.getContract, { as: client, params: { contractId } }),
    ]
    // Assess
    const expected = { rating: 4, ratingCount: 1 }
    for (const person of [me.body, job.body.craftsman, contract.body.craftsman]) {
      expect(person).toMatchObject(expected)
    }
    expect(job.body.reviewed).toBe(false)
  })

  it('that was changed from 1 to 5 before the reveal counts once, as 5', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { body } = await write(client, jobId, 1, 'Bad')
    await edit(client, body.id, { rating: 5, comment: 'It was my mistake' })
    await edit(client, body.id, { comment: null })
    await write(craftsman, jobId, 3)
    expect(await shownOf(craftsman)).toEqual({ listed: 1, rating: 5, count: 1 })
    const { data } = (await call(reviewRoutes.listReviews, { params: { userId: craftsman.id } })).body
    expect(data).toMatchObject([{ rating: 5, comment: null }])
  })

  it('is the mean of all visible ones, of two jobs as of one', async () => {
    const craftsman = await aCraftsman()
    for (const rating of [5, 4, 4]) {
      const { jobId, client } = await aConfirmedJob({ craftsman })
      await write(client, jobId, rating)
      await write(craftsman, jobId, 5)
    }
    expect(await shownOf(craftsman)).toEqual({ listed: 3, rating: 13 / 3, count: 3 })
  })

  it('makes a completed job a reviewed one once both are in', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob()
    const reviewed = async () =>
      (await call(jobRoutes.getJob, { as: client, params: { jobId } })).body.reviewed
    await write(client, jobId, 5)
    expect(await reviewed()).toBe(false)
    await write(craftsman, jobId, 5)
    expect(await reviewed()).toBe(true)
  })

  it('is refused before the confirmation, from strangers, twice, and with a rating that is none', async () => {
    // Prepare
    const { jobId, client } = await aConfirmedJob()
    const hired = await aHiredJob()
    await write(client, jobId, 5)
    // Act
    const refusals = [
      await write(client, jobId, 5),
      await write(hired.client, hired.jobId, 5),
      await write(await aClient(), jobId, 5),
      await write(client, newId<'Job'>(), 5),
      await write(hired.client, jobId, 5),
    ]
    const invalid = [0, 6, 4.5].map(
      async (rating) => (await write(hired.client, hired.jobId, rating)).body.code,
    )
    // Assess
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'ALREADY_REVIEWED'],
      [400, 'CONTRACT_NOT_COMPLETED'],
      [404, 'JOB_NOT_FOUND'],
      [404, 'JOB_NOT_FOUND'],
      [404, 'JOB_NOT_FOUND'],
    ])
    expect(new Set(await Promise.all(invalid))).toEqual(new Set(['VALIDATION_FAILED']))
  })

  it('that is hidden does not exist for anybody else, staff included', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { id } = (await write(client, jobId, 1, 'Bad')).body
    const moderator = await aModerator()
    // Act
    const answers = [
      await edit(craftsman, id, { rating: 5 }),
      await reply(craftsman, id),
      await reply(client, id),
      await hide(moderator, id),
      await restore(moderator, id),
    ]
    // Assess
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [404, 'REVIEW_NOT_FOUND']),
    )
  })

  it('leaves nothing about it in a user that is read as a whole', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob()
    await write(client, jobId, 1)
    const record = await User.findById(craftsman.id).lean()
    expect(record).not.toHaveProperty('upcomingRatings')
    expect(record).toMatchObject({ rating: 0, ratingCount: 0 })
  })
})

describe('a reply', () => {
  it('comes once, from the reviewed person, to a revealed review', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { id } = (await write(client, jobId, 3)).body
    await write(craftsman, jobId, 4)
    // Act
    const foreign = await reply(client, id)
    const first = await reply(craftsman, id, 'The tap was old')
    const second = await reply(craftsman, id, 'And one more thing')
    // Assess
    expect([foreign.status, foreign.body.code]).toEqual([403, 'REVIEW_NOT_YOURS'])
    expect(first.body).toMatchObject({ reply: 'The tap was old' })
    expect([second.status, second.body.code]).toEqual([400, 'ALREADY_REPLIED'])
    const { data } = (await call(reviewRoutes.listReviews, { params: { userId: craftsman.id } })).body
    expect(data).toMatchObject([{ reply: 'The tap was old' }])
  })

  it('to a review that time has revealed and no schedule has announced announces it', async () => {
    const { jobId, client, craftsman, reviewBy } = await atConfirmation()
    const { id } = (await write(client, jobId, 3)).body
    freezeClock(addMs(reviewBy, 1))
    expect((await reply(craftsman, id)).status).toBe(201)
    expect([await announcedOf(jobId), await shownOf(craftsman)]).toEqual([
      1,
      { listed: 1, rating: 3, count: 1 },
    ])
    await runToEnd(announceReviews)
    expect(await announcedOf(jobId)).toBe(1)
  })
})

describe('a review that staff hide', () => {
  it('leaves the list and the rating, is not replied to, and can come back', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { id } = (await write(client, jobId, 1, 'Rude words')).body
    await write(craftsman, jobId, 5)
    const moderator = await aModerator()
    // Act
    const hidden = await hide(moderator, id)
    const meanwhile = [await shownOf(craftsman), (await reply(craftsman, id)).body.code]
    const again = await hide(moderator, id)
    const restored = await restore(moderator, id)
    const notHidden = await restore(moderator, id)
    // Assess
    expect(hidden.body).toMatchObject({ hidden: { reason: REASON }, comment: 'Rude words' })
    expect(meanwhile).toEqual([NOTHING, 'REVIEW_NOT_FOUND'])
    expect([again.body.code, notHidden.body.code]).toEqual(['REVIEW_ALREADY_HIDDEN', 'REVIEW_NOT_HIDDEN'])
    expect(restored.body).toMatchObject({ hidden: null })
    expect(await shownOf(craftsman)).toEqual({ listed: 1, rating: 1, count: 1 })
  })
})

describe('a dispute', () => {
  it('pauses the days, which run on with what was left after its withdrawal', async () => {
    // Prepare
    const { jobId, client, craftsman, confirmedAt, reviewBy } = await atConfirmation()
    await write(client, jobId, 4)
    freezeClock(addMs(confirmedAt, 3 * DAY))
    // Act
    const dispute = await createDispute({ jobId, reason: 'It leaks', description: 'Again' }, client)
    const refused = await write(craftsman, jobId, 5)
    const edited = await edit(client, await idOfFirst(jobId), { rating: 2 })
    freezeClock(addMs(reviewBy, 5 * DAY))
    const paused = await shownOf(craftsman)
    await withdrawDispute(dispute.id as DisputeId, client)
    const end = (await Contract.findOne({ job: jobId }).lean().orFail()).reviewBy
    freezeClock(addMs(end ?? clock(), -1))
    const justBefore = await shownOf(craftsman)
    freezeClock(end ?? clock())
    // Assess
    expect(refused.body.code).toBe('CONTRACT_NOT_COMPLETED')
    expect(edited.status).toBe(200)
    expect(end).toEqual(addMs(reviewBy, 16 * DAY)) // it lasted from the 3rd to the 19th day
    expect([paused, justBefore]).toEqual([NOTHING, NOTHING])
    expect(await shownOf(craftsman)).toEqual({ listed: 1, rating: 2, count: 1 })
  })

  it('does not hide again what was revealed, also if only the time had revealed it', async () => {
    // Prepare
    const { jobId, client, craftsman, reviewBy, contractId } = await atConfirmation()
    await Contract.updateOne({ _id: contractId }, { $set: { 'terms.disputeDays': 60 } })
    await write(client, jobId, 4)
    freezeClock(addMs(reviewBy, HOUR))
    // Act
    await createDispute({ jobId, reason: 'It leaks', description: 'Again' }, client)
    // Assess
    expect(await shownOf(craftsman)).toEqual({ listed: 1, rating: 4, count: 1 })
    expect(await announcedOf(jobId)).toBe(1)
  })

  it.each(['Completed', 'Cancelled'] as const)(
    'that staff decide as %s lets the days run on, or withdraws the reviews',
    async (decision) => {
      // Prepare
      const { jobId, client, craftsman, confirmedAt } = await atConfirmation()
      await write(client, jobId, 2)
      await write(craftsman, jobId, 5)
      freezeClock(addMs(confirmedAt, DAY))
      const { id } = await createDispute({ jobId, reason: 'It leaks', description: 'Again' }, client)
      // Act
      const ruling = { decision, clientAmount: 0, craftsmanAmount: 0, note: 'As the photos show' } as never
      await resolveDispute(id as DisputeId, ruling, await aModerator())
      // Assess
      const shown = { listed: 1, rating: 2, count: 1 }
      expect(await shownOf(craftsman)).toEqual(decision === 'Completed' ? shown : NOTHING)
      const { body } = await call(jobRoutes.getJob, { as: client, params: { jobId } })
      expect(body.reviewed).toBe(decision === 'Completed')
      const contract = await Contract.findOne({ job: jobId }).lean().orFail()
      expect(contract.reviewBy ?? null).toEqual(
        decision === 'Completed' ? addMs(confirmedAt, 14 * DAY) : null,
      )
    },
  )

  it('that withdraws reviews withdraws a hidden one too, which its writer cannot change any more', async () => {
    const { jobId, client, craftsman, confirmedAt } = await atConfirmation()
    const { id: reviewId } = (await write(client, jobId, 2)).body
    const { id } = await createDispute({ jobId, reason: 'It leaks', description: 'Again' }, client)
    const ruling = { decision: 'Cancelled', clientAmount: 0, craftsmanAmount: 0, note: 'As shown' } as never
    await resolveDispute(id as DisputeId, ruling, await aModerator())
    freezeClock(addMs(confirmedAt, 60 * DAY))
    expect([await shownOf(craftsman), (await edit(client, reviewId, { rating: 1 })).body.code]).toEqual([
      NOTHING,
      'REVIEW_NOT_FOUND',
    ])
    await runToEnd(announceReviews)
    expect(await announcedOf(jobId)).toBe(0)
  })
})

async function idOfFirst(job: JobId): Promise<ReviewId> {
  const review = await Review.findOne({ job }).sort({ createdAt: 1 }).lean().orFail()
  return review._id.toHexString() as ReviewId
}

const announcedOf = (jobId: JobId) => Outbox.countDocuments({ type: 'review.revealed', 'data.jobId': jobId })
