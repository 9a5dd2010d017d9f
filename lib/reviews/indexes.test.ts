import { describe, expect, it } from 'vitest'
import { sectionOf } from '#lib/lists/order.ts'
import { Report } from '#lib/model/report.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const reviewee = objectId(newId<'User'>())
const visible = {
  $or: [
    { reviewee, status: 'Revealed' },
    { reviewee, status: 'Blind', revealAt: { $lte: new Date() } },
  ],
}
const newest = { revealAt: -1, _id: -1 } as const
const behind = sectionOf(visible, newest, { after: [{ at: Date.now() }, { id: newId<'Review'>() }] })
const queue = { createdAt: 1, _id: 1 } as const

/** The stages of the plan that MongoDB chooses. */
async function stagesOf(collection: typeof Review.collection, filter: object, sort: object): Promise<string> {
  const plan = await collection
    .find(filter)
    .sort(sort as never)
    .explain('queryPlanner')
  return JSON.stringify((plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner.winningPlan)
}

describe('a list walks its index in the order that it shows', () => {
  it.each([
    ['the reviews about a user', Review.collection, visible, newest],
    ['the reviews about a user, behind a cursor', Review.collection, behind, newest],
    ['the reviews that a user wrote', Review.collection, { reviewer: reviewee }, { createdAt: -1, _id: -1 }],
    ['the open reports', Report.collection, { isLead: true, status: 'Open' }, queue],
    [
      'the reviews whose time has come',
      Review.collection,
      { status: 'Blind', revealAt: { $lte: clock() } },
      { revealAt: 1 },
    ],
  ])('%s', async (_what, collection, filter, sort) => {
    const stages = await stagesOf(collection, filter, sort)
    expect(stages).toContain('IXSCAN')
    expect(stages).not.toMatch(/"stage":"(?:SORT|COLLSCAN)"/)
  })

  it('a rating is made of an index alone', async () => {
    const plan = await Review.collection
      .aggregate([
        { $match: { reviewee, status: 'Revealed' } },
        { $group: { _id: null, count: { $sum: 1 }, mean: { $avg: '$rating' } } },
      ])
      .explain('queryPlanner')
    expect(JSON.stringify(plan)).toContain('IXSCAN')
    expect(JSON.stringify(plan)).not.toMatch(/"stage":"(?:FETCH|COLLSCAN)"/)
  })
})
