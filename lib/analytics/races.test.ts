import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { countJobs, countTouched } from '#lib/analytics/count-touched.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { expectAsRecomputed, NOW, questions, storedSums } from '#lib/testing/analytics/as-recomputed.ts'
import { type CountMessage, deliver, messagesOf } from '#lib/testing/analytics/counting.ts'
import { World } from '#lib/testing/analytics/world.ts'
import { step } from '#lib/testing/analytics/world-steps.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => {
  freezeClock(null)
})

const ROUNDS = roundsOr(12)
const WORKERS_AT_ONCE = 3

/** A marketplace of which nothing was counted yet. */
async function anUncountedWorld(random: () => number): Promise<World> {
  await emptyDatabase()
  freezeClock(NOW)
  const world = new World(random)
  for (let i = 0; i < 70; i += 1) step(world)
  await world.store()
  return world
}

/** Workers that take one message after the other from a queue that delivers each of them twice. */
async function workOffTwice(messages: readonly CountMessage[], random: () => number): Promise<void> {
  const queue = messages.flatMap((message) => [message, message])
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await wait(random() * 5)
      await deliver(next)
    }
  }
  await Promise.all(Array.from({ length: WORKERS_AT_ONCE }, worker))
}

const marks = () => Outbox.countDocuments({ touched: trusted({ $exists: true }) })

/** What is still marked is counted; then reports say what a plain recomputation says, and a rebuild changes nothing. */
async function expectRightInTheEnd(world: World, random: () => number, where: string): Promise<void> {
  await runToEnd(countTouched)
  await runToEnd(countTouched) // what has moved is counted by the next run
  expect(await marks(), `${where}: marks that are left`).toBe(0)
  await expectAsRecomputed(world, questions(random).slice(1, 3), where)
  const counted = await storedSums()
  await rebuildAnalytics()
  expect(await storedSums(), `${where}: a rebuild makes other sums`).toEqual(counted)
}

describe('workers that count', () => {
  it(
    'add up to the same with several at once, each message twice, and jobs that are touched meanwhile',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const random = randomOf(RACE_SEED + round)
        const world = await anUncountedWorld(random)
        const messages = await messagesOf(['job', 'user', 'debt', 'payout', 'journal'], 8)
        const change = async () => {
          for (let i = 0; i < 3; i += 1) {
            for (let steps = 0; steps < 6; steps += 1) step(world)
            await world.store()
            await wait(random() * 20)
          }
        }
        // Act
        await Promise.all([workOffTwice(messages, random), change()])
        // Assess
        await expectRightInTheEnd(world, random, `RACE_SEED=${RACE_SEED + round}`)
      }
    },
    timeFor(ROUNDS * 10),
  )

  it('leave the mark of a change that was not there yet when they read the job', async () => {
    // Prepare
    const random = randomOf(RACE_SEED)
    const world = await anUncountedWorld(random)
    await runToEnd(countTouched)
    const [job] = world.get('jobs')
    if (!job) throw new Error('there is a job')
    world.put('jobs', { ...job, category: 'Gardening' }, `job:${job._id.toHexString()}`)
    // Act
    await inTransaction(async (tx) => {
      await world.store(tx)
      expect(await countJobs([job._id.toHexString()])).toEqual(new Map())
    })
    // Assess
    expect(await marks()).toBeGreaterThan(0)
    await expectRightInTheEnd(world, random, 'a change that comes late')
  })
})
