import { expect } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminReviewRoutes } from '#functions/admin/reviews.routes.ts'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { DAY, HOUR } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { announceReviews } from '#lib/reviews/announce-reviews.ts'
import { call } from '#lib/testing/call.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { otherSide, type Side } from '#lib/testing/reviews/blind-model.ts'
import type { BlindWorld } from '#lib/testing/reviews/blind-world.ts'
import { runToEnd } from '#lib/testing/work.ts'

type Step = (world: BlindWorld) => Promise<string>

interface Answer {
  readonly status: number
  readonly body: { readonly code?: string }
  readonly text: string
}

const aSide = (world: BlindWorld): Side => world.pick(['client', 'craftsman'] as const)
const aRating = (world: BlindWorld): number => world.pick([1, 2, 3, 4, 5])

/** Compares an answer with what the rules say, lets the model follow, and searches the body. */
function follow(
  world: BlindWorld,
  answer: Answer,
  as: Somebody,
  refusal: string | null,
  then: () => void,
): void {
  expect(answer.status < 400 ? null : answer.body.code).toBe(refusal)
  if (refusal === null) then()
  world.inspect(answer.text, as)
}

const write: Step = async (world) => {
  const schedule = world.pick(world.schedules)
  const [side, rating, comment] = [aSide(world), aRating(world), world.newComment()]
  const as = schedule.people[side]
  const refusal = schedule.model.refusalOfReview(side)
  const answer = await call(reviewRoutes.createReview, {
    as,
    body: { jobId: schedule.jobId, rating, comment },
  })
  follow(world, answer, as, refusal, () => {
    const flags = { isRevealed: false, isHiddenByStaff: false, isReplied: false }
    schedule.model.write({ id: answer.body.id, writer: side, rating, comment, ...flags })
  })
  return `${side} reviews: ${refusal ?? rating}`
}

/** A review of the world, for a step that needs one; the step is left out while there is none. */
const withReview =
  (act: (world: BlindWorld, found: ReturnType<BlindWorld['reviews']>[number]) => Promise<string>): Step =>
  async (world) => {
    const reviews = world.reviews()
    return reviews.length === 0 ? 'nothing to act on' : act(world, world.pick(reviews))
  }

const edit = withReview(async (world, { schedule: { model, people }, review }) => {
  const by = world.random() < 0.8 ? review.writer : otherSide(review.writer)
  const refusal = model.refusalOfEdit(review, by)
  const change = { rating: aRating(world), comment: world.newComment() }
  const as = people[by]
  const answer = await call(reviewRoutes.editReview, { as, params: { reviewId: review.id }, body: change })
  follow(world, answer, as, refusal, () => Object.assign(review, change))
  return `${by} edits: ${refusal ?? change.rating}`
})

const reply = withReview(async (world, { schedule: { model, people }, review }) => {
  const by = world.random() < 0.8 ? otherSide(review.writer) : review.writer
  const refusal = model.refusalOfReply(review, by)
  const as = people[by]
  const params = { reviewId: review.id }
  const answer = await call(reviewRoutes.replyToReview, { as, params, body: { reply: 'Thank you' } })
  follow(world, answer, as, refusal, () => void (review.isReplied = true))
  return `${by} replies: ${refusal ?? 'done'}`
})

const moderate = withReview(async (world, { schedule: { model }, review }) => {
  const what = review.isHiddenByStaff ? 'restore' : world.pick(['hide', 'hide', 'restore'] as const)
  const refusal = model.refusalOfModeration(review, what)
  const as = world.moderator
  const route = what === 'hide' ? adminReviewRoutes.hideReview : adminReviewRoutes.restoreReview
  const answer = await call(route, { as, params: { reviewId: review.id }, body: { reason: 'By the rules' } })
  follow(world, answer, as, refusal, () => void (review.isHiddenByStaff = what === 'hide'))
  return `staff ${what}: ${refusal ?? 'done'}`
})

const dispute: Step = async (world) => {
  const schedule = world.pick(world.schedules)
  const { jobId, people, model } = schedule
  const opener = aSide(world)
  const as = people[opener]
  const decided = schedule.isDecided ? 'DISPUTE_WINDOW_OVER' : null
  const refusal = model.state === 'Completed' ? decided : 'MOVE_NOT_ALLOWED'
  const body = { jobId, reason: 'It leaks', description: 'Again' }
  const answer = await call(disputeRoutes.createDispute, { as, body })
  follow(world, answer, as, refusal, () => {
    model.state = 'Disputed'
    schedule.dispute = { id: answer.body.id, opener }
  })
  return `${opener} disputes: ${refusal ?? 'done'}`
}

const endDispute: Step = async (world) => {
  const disputed = world.schedules.filter(({ dispute: open }) => open !== null)
  if (disputed.length === 0) return 'nothing to decide'
  const schedule = world.pick(disputed)
  const { id: disputeId, opener } = schedule.dispute ?? { id: '', opener: 'client' as const }
  const end = world.pick(['withdrawn', 'Completed', 'Cancelled', 'Cancelled'] as const)
  const as = end === 'withdrawn' ? schedule.people[opener] : world.moderator
  const params = { disputeId }
  const answer =
    end === 'withdrawn'
      ? await call(disputeRoutes.withdrawDispute, { as, params })
      : await call(adminDisputeRoutes.resolveDispute, {
          as,
          params,
          body: { decision: end, clientAmount: 0, craftsmanAmount: 0, note: 'As the photos show' },
        })
  follow(world, answer, as, null, () => {
    schedule.model.state = end === 'Cancelled' ? 'Cancelled' : 'Completed'
    schedule.model.pass(0)
    schedule.dispute = null
    schedule.isDecided ||= end !== 'withdrawn'
  })
  return `the dispute ends: ${end}`
}

/**
 * To the end of somebody's days, a millisecond before it, or anywhere. At such an end everything about both people has to
 * be right before anything is written.
 */
const moveClock: Step = async (world) => {
  const running = world.schedules.filter(({ model }) => model.left !== null)
  const schedule = running.length === 0 ? null : world.pick(running)
  const end = schedule?.model.left ?? DAY
  const ms = world.pick([
    end,
    end - 1,
    1,
    Math.floor(world.random() * HOUR),
    Math.floor(world.random() * 3 * DAY),
  ])
  world.pass(ms)
  if (schedule && ms >= end - 1) {
    for (const { id } of Object.values(schedule.people)) await expectShown(world, id)
  }
  return `${ms} ms pass`
}

/** What everybody sees of a user is what the rules say: every review, and the rating that is made of them. */
export async function expectShown(world: BlindWorld, userId: UserId): Promise<void> {
  const profile = await call(userRoutes.getUser, { params: { userId } })
  const list = await call(reviewRoutes.listReviews, { params: { userId }, query: { limit: '100' } })
  for (const { text } of [profile, list]) world.inspect(text, null)
  const shown = list.body.data.map(({ rating, comment }) => `${rating} ${comment}`)
  const expected = world.visibleAbout(userId).map(({ rating, comment }) => `${rating} ${comment}`)
  expect(shown.toSorted()).toEqual(expected.toSorted())
  expect(list.body.pagination.totalItems).toBe(expected.length)
}

const announce: Step = async () => `announced ${(await runToEnd(announceReviews)).handedOut}`

const STEPS: readonly Step[] = [
  write,
  write,
  write,
  edit,
  edit,
  reply,
  moderate,
  dispute,
  endDispute,
  moveClock,
  moveClock,
  announce,
]

export const aStep = (world: BlindWorld): Promise<string> => world.pick(STEPS)(world)

/** Reads something as somebody, and searches the body. */
export async function lookSomewhere(world: BlindWorld): Promise<void> {
  const { jobId, contractId, people } = world.pick(world.schedules)
  const party = people[aSide(world)]
  const userId = world.pick(world.people).id
  const own = world.pick(world.people)
  const looks: (readonly [Somebody | null, () => Promise<Answer>])[] = [
    [null, () => call(userRoutes.getUser, { params: { userId } })],
    [null, () => call(reviewRoutes.listReviews, { params: { userId } })],
    [own, () => call(reviewRoutes.listOwnReviews, { as: own, query: { limit: '100' } })],
    [own, () => call(userRoutes.getMe, { as: own })],
    [own, () => call(contractRoutes.listContracts, { as: own })],
    [own, () => call(disputeRoutes.listDisputes, { as: own })],
    [party, () => call(contractRoutes.getContract, { as: party, params: { contractId } })],
    [party, () => call(jobRoutes.getJob, { as: party, params: { jobId } })],
    [world.moderator, () => call(jobRoutes.getJob, { as: world.moderator, params: { jobId } })],
    [world.moderator, () => call(adminDisputeRoutes.listDueDisputes, { as: world.moderator })],
  ]
  const [reader, look] = world.pick(looks)
  const { status, text } = await look()
  expect(status).toBe(200)
  world.inspect(text, reader)
}
