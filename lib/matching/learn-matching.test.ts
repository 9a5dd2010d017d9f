import { Types } from 'mongoose'
import { describe, expect, it } from 'vitest'
import { currentModel, forgetModel } from '#lib/matching/current-model.ts'
import { FEATURE_COUNT, PLACE } from '#lib/matching/features.ts'
import { priorWeights } from '#lib/matching/learn-from-history.ts'
import { learnMatching } from '#lib/matching/learn-matching.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { MatchingModel } from '#lib/model/matching-model.model.ts'
import { ShownList } from '#lib/model/shown-list.model.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

/** Lists whose craftsmen accept by how they fit a truth: `odds` of the value of one feature. */
async function someLists(number: number, odds: (value: number) => number, seed: number): Promise<void> {
  const random = randomOf(seed)
  const createdAt = addMs(clock(), -20 * DAY)
  const lists = Array.from({ length: number }, () => ({
    _id: new Types.ObjectId(),
    job: new Types.ObjectId(),
    client: new Types.ObjectId(),
    model: 'test',
    craftsmen: Array.from({ length: 3 }, (_, i) => {
      const vector = new Array<number>(FEATURE_COUNT).fill(0)
      vector[0] = 1
      vector[PLACE.acceptance] = 4 * random() - 2
      return { craftsman: new Types.ObjectId(), position: i + 1, vector }
    }),
    createdAt,
    expiresAt: addMs(createdAt, 400 * DAY),
  }))
  await ShownList.collection.insertMany(lists)
  await Invitation.collection.insertMany(
    lists.flatMap(({ job, craftsmen }) =>
      craftsmen.map(({ craftsman, vector }) => {
        const accepts = random() < 1 / (1 + Math.exp(-odds(vector[PLACE.acceptance] ?? 0)))
        const status = accepts ? ('Accepted' as const) : ('Rejected' as const)
        return { _id: new Types.ObjectId(), job, craftsman, status, createdAt }
      }),
    ),
  )
}

describe('learning from the lists that were shown', () => {
  it('waits until there is enough to learn from', async () => {
    await someLists(20, () => 0, 1)
    expect(await learnMatching()).toMatchObject({ kept: false })
    expect(await MatchingModel.countDocuments()).toBe(0)
  })

  it('finds the truth, keeps it as a version that is used, and does not replace it by what is no better', async () => {
    await someLists(1_500, (value) => 0.5 + 2 * value, 2)
    forgetModel()
    expect(await learnMatching()).toMatchObject({ kept: true })
    const { weights, version } = await currentModel()
    expect(version).toMatch(/\+1$/)
    expect(Math.abs((weights.accept[PLACE.acceptance] ?? 0) - 2)).toBeLessThan(0.25)
    expect(await learnMatching()).toMatchObject({ kept: false })
    expect(await MatchingModel.countDocuments()).toBe(1)
  })

  it('uses the written priors while nothing was learned', async () => {
    await MatchingModel.deleteMany({})
    forgetModel()
    expect((await currentModel()).weights).toEqual(priorWeights())
  })
})
