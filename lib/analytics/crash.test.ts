import { afterEach, describe, expect, it } from 'vitest'
import { countTouched } from '#lib/analytics/count-touched.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { AnalyticsFact } from '#lib/model/analytics-fact.model.ts'
import { AnalyticsState } from '#lib/model/analytics-state.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { expectAsRecomputed, NOW, questions, storedSums } from '#lib/testing/analytics/as-recomputed.ts'
import { World } from '#lib/testing/analytics/world.ts'
import { step } from '#lib/testing/analytics/world-steps.ts'
import { doomedRuns } from '#lib/testing/crashing.ts'
import { killProcessDuring } from '#lib/testing/money/process-death.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase({ own: true })
afterEach(() => {
  freezeClock(null)
})

const random = randomOf(20_261_124)

async function happens(world: World, steps: number): Promise<void> {
  for (let i = 0; i < steps; i += 1) step(world)
  await world.store()
}

async function countedToEnd(): Promise<void> {
  await runToEnd(countTouched)
  await runToEnd(countTouched) // what has moved is counted by the next run
}

const marksOfJobs = () => Outbox.countDocuments({ touched: trusted({ $gte: 'job:', $lt: 'job;' }) })

describe('counting', () => {
  it(
    'loses nothing and counts nothing twice, even if a worker is killed at any point and started again',
    async () => {
      freezeClock(NOW)
      const world = new World(random)
      await happens(world, 60)
      await countedToEnd()
      let killed = 0
      for await (const { point, dies } of doomedRuns('crashing-count-run')) {
        killed = point
        const at = `killed at point ${point}`
        // Prepare
        await happens(world, 25)
        const [sums, marks] = [await storedSums(), await marksOfJobs()]
        // Act
        const ended = await dies()
        // Assess: all or nothing, and then everything
        const isCounted = (await marksOfJobs()) === 0
        if (!isCounted) expect([await storedSums(), await marksOfJobs()], at).toEqual([sums, marks])
        await countedToEnd()
        await expectAsRecomputed(world, questions(random).slice(2, 3), at)
        if (ended) break
      }
      expect(killed, 'the last point at which it was killed').toBeGreaterThan(6)
    },
    timeLimit(15_000),
  )
})

describe('a rebuild', () => {
  it(
    'that dies leaves reports as they were; when its time is over, counting goes on, and the next rebuild is right',
    async () => {
      // Prepare
      await emptyDatabase()
      freezeClock(NOW)
      const world = new World(random)
      await happens(world, 60)
      await countedToEnd()
      for (const command of [5, 15, 25]) {
        const at = `died at its ${command}th command`
        await happens(world, 10)
        const before = await storedSums()
        // Act
        await killProcessDuring(() => rebuildAnalytics(), command)
        // Assess
        expect(await storedSums(), at).toEqual(before)
        expect(await countTouched(), `${at}: counting waits`).toEqual({ handedOut: 0, more: true })
        await AnalyticsState.updateOne({}, { $set: { 'rebuild.until': new Date(0) } })
        await countedToEnd()
        await expectAsRecomputed(world, questions(random).slice(2, 3), at)
      }
      const counted = await storedSums()
      await rebuildAnalytics()
      expect(await storedSums()).toEqual(counted)
      const generations = await AnalyticsFact.distinct('generation')
      expect(generations, 'what is left of rebuilds that died').toHaveLength(1)
    },
    timeLimit(15_000),
  )
})
