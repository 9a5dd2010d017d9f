import { afterAll, afterEach, expect, it } from 'vitest'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { announceReviews } from '#lib/reviews/announce-reviews.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aStep, expectShown, lookSomewhere } from '#lib/testing/reviews/blind-steps.ts'
import { BlindWorld } from '#lib/testing/reviews/blind-world.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { runToEnd } from '#lib/testing/work.ts'

/**
 * Random schedules of reviews, edits, disputes and clock moves against the rules as lib/testing/reviews has them. Ten
 * schedules share a world of few people. REVIEW_SEED plays a failure again, REVIEW_WORLDS=1 plays that world alone.
 */
const SEED = Number(process.env.REVIEW_SEED ?? 20_261_126)
const WORLDS = Number(process.env.REVIEW_WORLDS ?? 20)
const STEPS = 75

aDatabase()
afterEach(() => freezeClock(null))

const played: string[] = []
afterAll(() => {
  // a run that never came to a step proves nothing about it
  if (WORLDS < 20) return
  for (const step of [
    'reviews: 5',
    'edits: 1',
    'replies: done',
    'hide: done',
    'restore: done',
    'announced 1',
  ]) {
    expect(
      played.some((line) => line.endsWith(step)),
      step,
    ).toBe(true)
  }
  for (const refusal of [
    'REVIEW_WINDOW_OVER',
    'REVIEW_REVEALED',
    'CONTRACT_NOT_COMPLETED',
    'ALREADY_REPLIED',
  ]) {
    expect(
      played.some((line) => line.endsWith(refusal)),
      refusal,
    ).toBe(true)
  }
})

it.each(Array.from({ length: WORLDS }, (_, i) => SEED + i))(
  'ten schedules of reviews, edits, disputes and clock moves show what the rules say and nothing that is hidden (seed %i)',
  async (seed) => {
    // Prepare
    await emptyDatabase()
    const logged: LogLine[] = []
    const world = await new BlindWorld(randomOf(seed), `seed${seed}`).open()
    sendLogsTo((line) => void logged.push(line))
    const steps: string[] = []
    try {
      // Act
      for (let i = 0; i < STEPS; i += 1) {
        steps.push(await aStep(world))
        await lookSomewhere(world)
      }
      // Assess
      await expectWhatTheRulesSay(world)
      await runToEnd(announceReviews)
      await expectWhatTheRulesSay(world)
      await expectNothingBesideTheApi(world, logged)
    } catch (error) {
      throw new Error(`REVIEW_SEED=${seed} REVIEW_WORLDS=1\n${steps.join('\n')}`, { cause: error })
    }
    played.push(...steps)
  },
  timeLimit(20_000),
)

async function expectWhatTheRulesSay(world: BlindWorld): Promise<void> {
  for (const { id } of world.people) await expectShown(world, id)
}

/** Events, the activity log and log lines have no text of any review, and every reveal was announced once. */
async function expectNothingBesideTheApi(world: BlindWorld, logged: readonly LogLine[]): Promise<void> {
  const events = await Outbox.find().lean()
  const entries = await ActivityLog.find().lean()
  const written = JSON.stringify([events, entries, logged])
  for (const comment of world.comments) expect(written).not.toContain(comment)
  const ids = new Set(world.reviews().map(({ review }) => review.id))
  const announced = events
    .filter(({ type }) => type === 'review.revealed')
    .map(({ data }) => String((data as { reviewId?: string }).reviewId))
    .filter((id) => ids.has(id))
  const known = world
    .reviews()
    .filter(({ schedule, review }) => review.isRevealed && schedule.model.state !== 'Cancelled')
  expect(new Set(announced).size).toBe(announced.length)
  for (const { review } of known) expect(announced).toContain(review.id)
  for (const { review } of world.reviews()) if (!review.isRevealed) expect(announced).not.toContain(review.id)
}
