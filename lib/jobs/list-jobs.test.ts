import { beforeAll, describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { cellsWithin, distanceBetween } from '#lib/jobs/cells.ts'
import { listKeysOf } from '#lib/jobs/list-keys.ts'
import { MAX_ENTRIES } from '#lib/lists/read-in-both.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { isOpen, JOB_STATUSES } from '#lib/model/job-status.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aService } from '#lib/testing/jobs.ts'
import { aPosting, CATEGORIES, pick } from '#lib/testing/many-jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

type Query = Readonly<Record<string, string>>

const CENTER: [number, number] = [31.24, 30.05]
const NEAR = CENTER.join()

/** All pages of a list, by its cursors where there are any and by numbers where not. */
async function readAll(as: Somebody, query: Query): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let next: Query | null = query
  let pages = 0
  while (next && pages < 2_000) {
    const { body }: Awaited<ReturnType<typeof page>> = await page(as, next)
    const { pagination } = body
    ids.push(...body.data.map(({ id }) => id))
    pages += 1
    next = pagination.nextCursor
      ? { ...query, cursor: pagination.nextCursor }
      : pagination.capped !== true && pagination.page < pagination.totalPages
        ? { ...query, page: String(pagination.page + 1) }
        : null
  }
  return { ids, pages }
}

const page = (as: Somebody, query: Query) => call(jobRoutes.listJobs, { as, query })

describe('the list of jobs', () => {
  let jobs: JobRecord[]
  let client: Somebody
  let craftsman: Somebody
  let moderator: Somebody

  /** Few places, instants and budgets, so that many jobs are equal in what orders them. */
  beforeAll(async () => {
    await emptyDatabase()
    ;[client, craftsman, moderator] = await Promise.all([aClient(), aCraftsman(), aModerator()])
    const random = randomOf(20)
    const clients = [client, ...(await Promise.all([aClient(), aClient()]))].map(({ id }) => objectId(id))
    const at = clock()
    jobs = Array.from({ length: 260 }, () => {
      const posting = aPosting({ random, clients, at }, Math.floor(random() * 40))
      const status = random() < 0.6 ? pick(random, ['Posted', 'Quoted'] as const) : pick(random, JOB_STATUSES)
      const cell = () => Math.round((random() - 0.5) * 6) / 100
      const changes = {
        status,
        craftsman: isOpen(status) || random() < 0.5 ? null : objectId(craftsman.id),
        area: {
          type: 'Point' as const,
          coordinates: [CENTER[0] + cell(), CENTER[1] + cell()] as [number, number],
        },
        budget: random() < 0.4 ? null : 10_000 * Math.ceil(random() * 5),
        category: pick(random, CATEGORIES.slice(0, 3)),
      }
      const job = { ...posting, ...changes, photos: [] }
      return { ...job, ...listKeysOf(job) }
    })
    await Job.collection.insertMany(jobs)
  })

  const shown = (job: JobRecord, as: Somebody, { mine, status }: Query): boolean => {
    const isOwn = [job.client, job.craftsman].some((party) => party?.toHexString() === as.id)
    if (mine) return isOwn && (!status || job.status === status)
    if (!status) return isOpen(job.status)
    return job.status === status && (isOwn || isOpen(job.status) || as.role === 'Moderator')
  }

  const matches = (job: JobRecord, query: Query): boolean => {
    const { category, minBudget, maxBudget, q, near, radiusKm } = query
    const budget = job.budget ?? null
    return (
      (!category || job.category === category) &&
      (!minBudget || (budget !== null && budget >= Number(minBudget))) &&
      (!maxBudget || (budget !== null && budget <= Number(maxBudget))) &&
      (!q || q.split(' ').every((word) => `${job.title} ${job.description}`.split(' ').includes(word))) &&
      (!near || distanceBetween(CENTER, job.area.coordinates) <= Number(radiusKm ?? 25) * 1_000)
    )
  }

  const byKey: Readonly<Record<string, (job: JobRecord) => number>> = {
    newest: ({ createdAt }) => -createdAt.getTime(),
    oldest: ({ createdAt }) => createdAt.getTime(),
    budget: ({ budget }) => -(budget ?? 0),
    soonest: ({ preferredAt }) => preferredAt?.getTime() ?? Infinity,
    nearest: ({ area }) => distanceBetween(CENTER, area.coordinates),
  }

  const WORDS = ['في', 'تركيب', 'في the']
  const QUERIES: readonly Query[] = [
    {},
    { status: 'Quoted' },
    { status: 'Hired' },
    { mine: 'true' },
    { mine: 'true', status: 'Completed' },
    { category: 'Plumbing' },
    { minBudget: '20000' },
    { minBudget: '0', maxBudget: '30000', category: 'Carpentry' },
    ...WORDS.map((q) => ({ q })),
    { q: 'في', category: 'Plumbing' },
    { q: 'the', minBudget: '20000', mine: 'true' },
  ]
  const NEARBY = QUERIES.map((query) => ({ ...query, near: NEAR, radiusKm: '2.5' }))
  const SORTS = ['newest', 'oldest', 'budget', 'soonest']

  it.each([
    ...QUERIES.flatMap((query) => SORTS.map((sort) => ({ ...query, sort }))),
    ...NEARBY.flatMap((query) => [...SORTS, 'nearest'].map((sort) => ({ ...query, sort }))),
  ])('has each job once and in order for %j, whoever asks', async (query: Query) => {
    for (const as of [client, craftsman, moderator]) {
      // Prepare
      const expected = jobs.filter((job) => shown(job, as, query) && matches(job, query))
      const keyOf = byKey[query.sort ?? 'newest'] ?? (() => 0)
      // Act
      const { ids } = await readAll(as, { ...query, limit: '7' })
      const whole = await page(as, { ...query, limit: '100' })
      // Assess
      expect(ids.toSorted()).toEqual(expected.map(({ _id }) => _id.toHexString()).toSorted())
      const keys = ids.map((id) => keyOf(expected.find(({ _id }) => _id.toHexString() === id) as JobRecord))
      expect(keys).toEqual(keys.toSorted((a, b) => a - b))
      expect(whole.body.data.map(({ id }) => id)).toEqual(ids.slice(0, 100))
      expect(whole.body.pagination).toMatchObject({ totalItems: expected.length })
    }
  })

  it('finds the jobs of a service by its name in any case, and nothing of one that does not exist', async () => {
    await aService('Plumbing')
    const named = await page(craftsman, { category: 'Plumbing', limit: '100' })
    const typed = await page(craftsman, { category: 'PLUMBing', limit: '100' })
    const unknown = await page(craftsman, { category: 'Juggling' })
    expect(named.body.data.length).toBeGreaterThan(0)
    expect(typed.body).toEqual(named.body)
    expect([unknown.status, unknown.body.data]).toEqual([200, []])
  })

  it('has the same pages by number as by cursor', async () => {
    const query = { near: NEAR, limit: '9' }
    const { ids } = await readAll(craftsman, query)
    const numbered = await Promise.all(
      ['1', '2', '3', '4', '5'].map((number) => page(craftsman, { ...query, page: number })),
    )
    expect(numbered.flatMap(({ body }) => body.data.map(({ id }) => id))).toEqual(ids.slice(0, 45))
  })

  it.each([
    ['سباك', 'تصليح سباكة الحمّام'],
    ['السباكة', 'محتاج سِباكه'],
    ['سباكه', 'مطلوب فنّي للسباكة'],
    ['plumb', 'PLUMBING work'],
    ['refrigerator', 'Two refrigerators'],
    ['٢٠٢٦', 'model 2026'],
    ['tap kitchen', 'The kitchen tap'],
  ])('finds by "%s" a job that says "%s"', async (q, title) => {
    const as = await aClient()
    const posting = aPosting({ random: randomOf(1), clients: [objectId(as.id)], at: clock() }, 0)
    const job = {
      ...posting,
      title,
      description: 'x',
      ...listKeysOf({ ...posting, title, description: 'x' }),
    }
    await Job.collection.insertOne(job)
    const { body } = await page(craftsman, { q, limit: '100' })
    expect(body.data.map(({ id }) => id)).toContain(job._id.toHexString())
    await Job.deleteOne({ _id: job._id })
  })

  it.each(['refrigeratory', 'plumbings', '?!', 'qx'])('finds nothing by "%s"', async (q) => {
    const { body } = await page(craftsman, { q })
    expect(body.pagination.totalItems).toBe(0)
  })

  it('refuses nearest without a place, and a radius over the settings’ largest', async () => {
    expect((await page(craftsman, { sort: 'nearest' })).status).toBe(400)
    expect((await page(craftsman, { near: NEAR, radiusKm: '101' })).status).toBe(400)
    await SettingsVersion.create([{ version: 1, values: { maxSearchRadiusKm: 150 }, at: clock() }])
    forgetSettings()
    const { status } = await page(craftsman, { near: NEAR, radiusKm: '101' })
    await SettingsVersion.deleteMany({})
    forgetSettings()
    expect(status).toBe(200)
  })

  it('refuses a cursor of another place', async () => {
    const { body } = await page(craftsman, { near: NEAR, limit: '5' })
    const cursor = body.pagination.nextCursor ?? ''
    expect((await page(craftsman, { near: '29.92,31.2', cursor })).body.code).toBe('VALIDATION_FAILED')
  })
})

describe('cells', () => {
  it.each([
    [CENTER, 25],
    [[31.2358, 30.0441], 3.3],
    [[32.9, 24.09], 100],
    [[24, 21], 60],
  ] as [[number, number], number][])(
    'around %j within %i km are all within it, and no other',
    (center, km) => {
      // Act
      const cells = cellsWithin(center, km)
      // Assess
      const rows = Array.from({ length: 1_151 }, (_, i) => (2_100 + i) / 100)
      const columns = Array.from({ length: 1_301 }, (_, i) => (2_400 + i) / 100)
      const within = rows.flatMap((latitude) =>
        columns.filter((longitude) => distanceBetween(center, [longitude, latitude]) <= km * 1_000),
      )
      expect(cells).toHaveLength(within.length)
      expect(new Set(cells.map(({ cell }) => cell)).size).toBe(within.length)
    },
  )
})

describe('a list of very many jobs, few of which fulfil two common conditions', () => {
  const MANY = MAX_ENTRIES + 1_500
  const random = randomOf(3)

  /** One in 500 has both words; each word alone is in half of the jobs, all in one of two cells. */
  beforeAll(async () => {
    await emptyDatabase()
    const owner = objectId((await aClient()).id)
    const at = clock()
    const jobs = Array.from({ length: 2 * MANY }, (_, i): JobRecord => {
      const title = i % 500 === 0 ? 'alpha omega' : i % 2 === 0 ? 'alpha' : 'omega'
      const area = { type: 'Point' as const, coordinates: [31.24 + (i % 2) / 100, 30.05] as [number, number] }
      const budget = i % 500 === 0 ? 777 : 100_000
      const posting = {
        ...aPosting({ random, clients: [owner], at }, 0),
        title,
        description: 'x',
        area,
        budget,
      }
      const createdAt = addMs(at, -Math.floor(i / 3) * MINUTE)
      return { ...posting, createdAt, ...listKeysOf(posting) }
    })
    await Job.collection.insertMany(jobs)
  })

  it.each<Query>([
    { q: 'alpha omega' },
    { q: 'alpha omega', sort: 'oldest' },
    { q: 'alpha omega', sort: 'budget' },
    { q: 'alpha omega', near: NEAR },
    { q: 'alpha omega', near: NEAR, sort: 'soonest' },
  ])('says for %j that it has not seen all, and its cursors come to every job', async (query) => {
    // Prepare
    const craftsman = await aCraftsman()
    const both = await Job.find({ title: 'alpha omega' }, { _id: 1 }).lean()
    // Act
    const first = await page(craftsman, { ...query, limit: '20' })
    const { ids, pages } = await readAll(craftsman, { ...query, limit: '20' })
    // Assess
    expect(first.body.pagination).toMatchObject({ capped: true })
    expect(first.body.pagination.totalItems).toBeLessThan(both.length)
    expect(ids.toSorted()).toEqual(both.map(({ _id }) => _id.toHexString()).toSorted())
    expect(pages).toBeLessThan(20)
  })

  it('counts the few exactly where one condition alone is rare', async () => {
    const query = { q: 'alpha', minBudget: '777', maxBudget: '777', limit: '100' }
    const { body } = await page(await aCraftsman(), query)
    const expected = await Job.countDocuments({ budget: 777 })
    expect(body.pagination).toEqual({ page: 1, limit: 100, totalPages: 1, totalItems: expected })
    expect(body.data).toHaveLength(expected)
  })
})
