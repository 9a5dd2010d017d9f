import { Types } from 'mongoose'
import { expect } from 'vitest'
import { listKeysOf } from '#lib/jobs/list-keys.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { addMs, clock, DAY, freezeClock, HOUR } from '#lib/platform/clock.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { roundCoordinates } from '#lib/platform/round-coordinates.ts'
import { draftContract } from '#lib/process/draft-contract.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'
import { CAIRO } from '#lib/testing/jobs.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { ModelContract, type ModelReview, type Side } from '#lib/testing/reviews/blind-model.ts'

/** One schedule of the run: a confirmed contract, its two people, and what the rules say of it. */
export interface Schedule {
  readonly jobId: JobId
  readonly contractId: string
  readonly people: Readonly<Record<Side, Somebody>>
  readonly model: ModelContract
  dispute: { readonly id: string; readonly opener: Side } | null
  /** Staff have decided about it once: there is no second dispute, only an appeal. */
  isDecided: boolean
}

/** So many contracts share their people, so that a rating is made of several reviews. */
const SCHEDULES = 10

/**
 * Contracts that were confirmed at different times, between the same few people, under one clock that stands still until
 * it is moved.
 */
export class BlindWorld {
  readonly random: () => number
  readonly schedules: Schedule[] = []
  people: Somebody[] = []
  moderator!: Somebody // set by `open`, before anything else
  /** Every comment that was ever written. */
  readonly comments: string[] = []
  readonly #prefix: string

  constructor(random: () => number, prefix: string) {
    this.random = random
    this.#prefix = prefix
  }

  async open(): Promise<this> {
    freezeClock(addMs(clock(), 0))
    const clients = [await aClient(), await aClient()]
    const craftsmen = [await aCraftsman(), await aCraftsman(), await aCraftsman()]
    this.people = [...clients, ...craftsmen]
    this.moderator = await aModerator()
    for (let i = 0; i < SCHEDULES; i += 1) {
      this.schedules.push(
        scheduleOf(this.pick(clients), this.pick(craftsmen), Math.floor(this.random() * 12 * DAY)),
      )
    }
    await storeSchedules(this.schedules)
    return this
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T
  }

  newComment(): string {
    const comment = `${this.#prefix}-${this.comments.length}-says`
    this.comments.push(comment)
    return comment
  }

  pass(ms: number): void {
    freezeClock(addMs(clock(), ms))
    for (const { model } of this.schedules) model.pass(ms)
  }

  /** Every review with the schedule that it belongs to. */
  reviews(): { readonly schedule: Schedule; readonly review: ModelReview }[] {
    return this.schedules.flatMap((schedule) =>
      Object.values(schedule.model.reviews).map((review) => ({ schedule, review })),
    )
  }

  /** The reviews about a user that everybody sees now. */
  visibleAbout(userId: string): ModelReview[] {
    const about = this.reviews().filter(({ schedule: { model, people }, review }) => {
      const reviewee = people[review.writer === 'client' ? 'craftsman' : 'client']
      return reviewee.id === userId && model.isVisible(review)
    })
    return about.map(({ review }) => review)
  }

  /** The rating of a user, as the rules have it now. */
  figuresOf(userId: string): { rating: number; ratingCount: number } {
    const ratings = this.visibleAbout(userId).map(({ rating }) => rating)
    const sum = ratings.reduce((total, each) => total + each, 0)
    return { rating: ratings.length === 0 ? 0 : sum / ratings.length, ratingCount: ratings.length }
  }

  /**
   * Searches a body for what its reader may not see: a comment that is hidden or was replaced, a review that is not
   * visible, a figure that is not made of the visible reviews.
   */
  inspect(text: string, reader: Somebody | null): void {
    for (const { comment, isAllowed } of this.#allowances(reader)) {
      if (!isAllowed) expect(text, `what ${reader?.role ?? 'nobody'} may not read`).not.toContain(comment)
    }
    this.#inspectFigures(JSON.parse(text))
  }

  #allowances(reader: Somebody | null) {
    const current = new Map(this.reviews().map((each) => [each.review.comment, each]))
    return this.comments.map((comment) => {
      const found = current.get(comment)
      if (!found) return { comment, isAllowed: false }
      const { schedule, review } = found
      const isWriter = reader !== null && schedule.people[review.writer].id === reader.id
      const isForStaff = reader?.role === 'Moderator' && review.isRevealed
      return { comment, isAllowed: isWriter || isForStaff || schedule.model.isVisible(review) }
    })
  }

  #inspectFigures(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    const { id, rating, ratingCount } = value as Record<string, unknown>
    if (ratingCount !== undefined && this.people.some((person) => person.id === id)) {
      expect({ rating, ratingCount }).toEqual(this.figuresOf(String(id)))
    }
    for (const part of Object.values(value)) this.#inspectFigures(part)
  }
}

function scheduleOf(client: Somebody, craftsman: Somebody, sinceConfirmation: number): Schedule {
  return {
    jobId: new Types.ObjectId().toHexString() as JobId,
    contractId: new Types.ObjectId().toHexString(),
    people: { client, craftsman },
    model: new ModelContract(sinceConfirmation),
    dispute: null,
    isDecided: false,
  }
}

/** The documents that a confirmed Cash job leaves. Its use cases have tests of their own, and take a second each. */
async function storeSchedules(schedules: readonly Schedule[]): Promise<void> {
  const now = clock()
  const records = schedules.map(({ jobId, contractId, people, model }) => {
    const reviewBy = addMs(now, model.left ?? 0)
    const confirmedAt = addMs(reviewBy, -DEFAULT_SETTINGS.reviewDays * DAY)
    const job = aCompletedJob(jobId, people.client.id, people.craftsman.id, addMs(confirmedAt, -HOUR))
    const quote = { _id: new Types.ObjectId(), job: job._id, craftsman: job.craftsman, price: 10_000 }
    const draft = draftContract(job as never, quote as never, DEFAULT_SETTINGS, job.createdAt)
    const terms = { ...draft.terms, disputeDays: 10_000 } // so that a dispute may come after the reveal
    const _id = new Types.ObjectId(contractId)
    const done = { status: 'Completed' as const, confirmedAt, reviewBy, platformFee: 0 }
    return { job: { ...job, contract: _id }, contract: { ...draft, ...done, _id, terms } }
  })
  await Job.insertMany(records.map(({ job }) => job))
  await Contract.insertMany(records.map(({ contract }) => contract))
}

function aCompletedJob(jobId: JobId, client: UserId, craftsman: UserId, completedAt: Date) {
  const at = { createdAt: completedAt, updatedAt: completedAt, activityAt: completedAt, hiredAt: completedAt }
  const posting = {
    title: 'A leaking tap',
    description: 'It drips all night',
    area: roundCoordinates(CAIRO),
  }
  return {
    ...posting,
    ...listKeysOf(posting),
    _id: objectId(jobId),
    client: objectId(client),
    craftsman: objectId(craftsman),
    category: 'Plumbing',
    location: CAIRO,
    status: 'Completed' as const,
    paymentType: 'Cash' as const,
    jobPrice: 10_000,
    completedAt,
    ...at,
  }
}
