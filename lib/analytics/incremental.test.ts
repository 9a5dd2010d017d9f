import { afterEach, describe, expect, it } from 'vitest'
import { countTouched } from '#lib/analytics/count-touched.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { expectAsRecomputed, NOW, questions, storedSums } from '#lib/testing/analytics/as-recomputed.ts'
import { World } from '#lib/testing/analytics/world.ts'
import { step } from '#lib/testing/analytics/world-steps.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => {
  freezeClock(null)
})

/** The seeds of the data sets; one of them alone is played again with SEED=<n>. */
const SEEDS = process.env.SEED
  ? process.env.SEED.split(',').map(Number)
  : Array.from({ length: Number(process.env.DATA_SETS ?? 52) }, (_, place) => place + 1)

describe('the sums that are kept up to date', () => {
  it.each(SEEDS)('are those of a plain recomputation after whatever happened: data set %i', async (seed) => {
    // Prepare
    await emptyDatabase()
    freezeClock(NOW)
    const random = randomOf(seed)
    const world = new World(random)
    const rounds = seed % 14 === 0 ? 0 : 3 // some data sets have accounts and nothing else
    // Act
    for (let round = 0; round < rounds; round += 1) {
      for (let i = 0; i < 50; i += 1) step(world)
      await world.store()
      await runToEnd(countTouched)
      if (round === 0) await expectAsRecomputed(world, questions(random).slice(2, 3), `seed ${seed} early`)
    }
    await world.store()
    await runToEnd(countTouched)
    await runToEnd(countTouched) // what has moved is counted by the next run
    // Assess
    const asks = questions(random).toSorted(() => random() - 0.5) // three of the five kinds of question
    await expectAsRecomputed(world, asks.slice(0, 3), `seed ${seed}`)
    const incremental = await storedSums()
    await rebuildAnalytics()
    expect(await storedSums(), `seed ${seed}: a rebuild makes other sums`).toEqual(incremental)
    await expectAsRecomputed(world, questions(random).slice(2, 3), `seed ${seed} rebuilt`)
  })
})
