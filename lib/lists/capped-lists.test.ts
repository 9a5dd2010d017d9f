import { Types } from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Page, readPage } from '#lib/lists/read-page.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { MAX_DEPTH } from '#lib/platform/paging.ts'
import { aPosting } from '#lib/testing/many-jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { tripsOf } from '#lib/testing/trips.ts'

aDatabase()

const LONG = MAX_DEPTH + 50
const random = randomOf(5)

const list = (category: string, page = 1) => ({
  model: Job,
  filter: { status: 'Posted', category },
  order: { createdAt: -1, _id: -1 } as const,
  search: { page, limit: 10 },
  isBrowsed: true,
  read: (stages: Parameters<typeof Job.aggregate<JobRecord>>[0]) => Job.aggregate<JobRecord>(stages),
})

const read = (category: string, page?: number): Promise<Page<JobRecord>> =>
  readPage<JobRecord>(list(category, page))

async function insert(count: number, category: string): Promise<void> {
  const cast = { random, clients: [new Types.ObjectId()], at: clock() }
  const jobs = Array.from({ length: count }, (_, i) => ({
    ...aPosting(cast, 0),
    category,
    status: 'Posted',
    createdAt: addMs(clock(), -i * MINUTE),
  }))
  await Job.collection.insertMany(jobs)
}

describe('a list that everybody browses', () => {
  beforeAll(() => insert(LONG, 'Plumbing'))

  it('is not counted again while it is known to be longer than what is counted', async () => {
    // Prepare
    const first = await read('Plumbing')
    // Act
    let second: typeof first | undefined
    const { commands } = await tripsOf(async () => {
      second = await read('Plumbing', 3)
    })
    // Assess
    expect(first.pagination).toMatchObject({ totalItems: MAX_DEPTH, capped: true })
    expect(second?.pagination).toMatchObject({ page: 3, totalItems: MAX_DEPTH, capped: true })
    expect(commands).toEqual(['aggregate'])
  })

  it('is counted each time while it is short', async () => {
    await insert(15, 'Tiling')
    expect((await read('Tiling')).pagination.totalItems).toBe(15)
    await insert(1, 'Tiling')
    expect((await read('Tiling')).pagination.totalItems).toBe(16)
  })

  it('is counted again as soon as a page shows that it has come to an end', async () => {
    // Prepare
    await read('Plumbing')
    const kept = await Job.find({ category: 'Plumbing' }, { _id: 1 }).limit(4).lean()
    await Job.collection.deleteMany({ category: 'Plumbing', _id: { $nin: kept.map(({ _id }) => _id) } })
    // Act
    const { items, pagination } = await read('Plumbing')
    // Assess
    expect(items).toHaveLength(4)
    expect(pagination).toEqual({ page: 1, limit: 10, totalPages: 1, totalItems: 4 })
  })
})
