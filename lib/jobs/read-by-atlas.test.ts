import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { type AtlasSearchFake, startAtlasSearchFake } from '#infra/fakes/atlas-search/atlas-search.ts'
import { listKeysOf } from '#lib/jobs/list-keys.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { buildSearchIndex } from '#lib/model/build-search-index.ts'
import { Job } from '#lib/model/job.model.ts'
import { JOB_SEARCH_INDEX } from '#lib/model/job-search-index.ts'
import { clock } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo, objectId, trusted } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aPosting, CATEGORIES, pick } from '#lib/testing/many-jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'

const SEED = 13
const SEARCHES = 40

aDatabase({ own: true })
let atlas: AtlasSearchFake
let direct: string
let craftsman: Somebody

async function connectTo(settings: Readonly<Record<string, string>>): Promise<void> {
  Object.assign(process.env, settings)
  forgetConfig()
  await disconnectMongo()
  await connectMongo({ monitorCommands: true })
}

beforeAll(async () => {
  direct = process.env.MONGODB_URI ?? ''
  atlas = await startAtlasSearchFake(direct)
  await connectTo(atlas.env)
  const random = randomOf(SEED)
  craftsman = await aCraftsman()
  const clients = [objectId((await aClient()).id)]
  const at = clock()
  const jobs = Array.from({ length: 400 }, () => {
    // few instants, so that many jobs are equal in what orders them
    const posting = aPosting({ random, clients, at }, Math.floor(random() * 60))
    const job = { ...posting, category: pick(random, CATEGORIES.slice(0, 3)) }
    return { ...job, ...listKeysOf(job) }
  })
  await Job.collection.insertMany(jobs)
})

afterAll(async () => {
  await connectTo({ MONGODB_URI: direct, JOB_SEARCH: 'words' })
  delete process.env.JOB_SEARCH
  await atlas.stop()
})

/** Lets jobs be found by an index of the database, or by Atlas Search. */
function findBy(engine: 'words' | 'atlas'): void {
  process.env.JOB_SEARCH = engine
  forgetConfig()
}

type Query = Readonly<Record<string, string>>

const list = async (query: Query) => (await call(jobRoutes.listJobs, { as: craftsman, query })).body

/** All pages by cursors; each page by one of the engines. */
async function readAll(query: Query, engineOf: (page: number) => 'words' | 'atlas'): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    findBy(engineOf((pages += 1)))
    const { data, pagination } = await list({ ...query, limit: '7', ...(cursor && { cursor }) })
    ids.push(...data.map(({ id }) => id))
    cursor = pagination.nextCursor
  } while (cursor && pages < 100)
  return ids
}

describe('the index of Atlas Search', () => {
  afterEach(() => {
    findBy('atlas')
  })

  it('is made with the other indexes once, and waited for while it is built', async () => {
    // Prepare
    atlas.building = 2
    // Act
    await buildSearchIndex({ pauseMs: 1 })
    await buildIndexes()
    // Assess
    expect(atlas.building).toBe(0)
    expect(atlas.indexes).toMatchObject([JOB_SEARCH_INDEX])
  })

  it('is brought to its present definition', async () => {
    const { status: _, ...fields } = JOB_SEARCH_INDEX.definition.mappings.fields
    atlas.indexes[0] = { name: 'jobs', definition: { mappings: { fields } } }
    await buildSearchIndex({ pauseMs: 1 })
    expect(atlas.indexes).toMatchObject([JOB_SEARCH_INDEX])
  })

  it('that takes too long ends the step of the deployment, which says what to do', async () => {
    atlas.building = 1_000
    await expect(buildSearchIndex({ pauseMs: 1, withinMs: 20 })).rejects.toThrow(
      /still building.*Run this again/,
    )
    atlas.building = 0
  })

  it('cannot be made in a database without Atlas Search, which is said', async () => {
    await connectTo({ MONGODB_URI: direct })
    await expect(buildIndexes()).rejects.toThrow('This database has no Atlas Search: leave out JOB_SEARCH.')
    await connectTo(atlas.env)
  })

  it('is not asked for where jobs are found by an index of the database', async () => {
    findBy('words')
    const [made] = atlas.indexes.splice(0)
    await buildSearchIndex()
    expect(atlas.indexes).toEqual([])
    atlas.indexes.push(made as (typeof atlas.indexes)[number])
  })
})

describe('jobs that Atlas Search finds by their words', () => {
  const words = 'في على تصليح تركيب شقة the kitchen install replace سيرا بوتاجا washe refrigera المطبخ'.split(
    ' ',
  )

  const searchOf = (random: () => number): Query => ({
    q: Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, words)).join(' '),
    ...(random() < 0.3 && { category: pick(random, CATEGORIES.slice(0, 3)) }),
    ...(random() < 0.3 && { minBudget: String(10_000 + Math.floor(random() * 100_000)) }),
    ...(random() < 0.3 && { maxBudget: String(50_000 + Math.floor(random() * 100_000)) }),
    ...(random() < 0.2 && { status: pick(random, ['Posted', 'Quoted']) }),
    ...(random() < 0.5 && { sort: pick(random, ['newest', 'oldest']) }),
  })

  it(`are those that the index of words finds, on the same pages (${SEARCHES} searches, seed ${SEED})`, async () => {
    const random = randomOf(SEED)
    const before = atlas.searches
    const lines: LogLine[] = []
    sendLogsTo((line) => void lines.push(line))
    for (let i = 0; i < SEARCHES; i += 1) {
      // Prepare
      const query = searchOf(random)
      findBy('words')
      const expected = await list({ ...query, limit: '100' })
      // Act
      const ids = await readAll(query, () => 'atlas')
      const second = await list({ ...query, limit: '9', page: '2' })
      // Assess
      expect(ids, JSON.stringify(query)).toHaveLength(expected.pagination.totalItems)
      expect(ids.slice(0, 100), JSON.stringify(query)).toEqual(expected.data.map(({ id }) => id))
      expect(second.data.map(({ id }) => id)).toEqual(ids.slice(9, 18))
      expect(second.pagination).toMatchObject({ page: 2, totalItems: ids.length })
    }
    sendLogsTo(() => undefined)
    expect(atlas.searches - before, 'searches and counts that Atlas answered').toBeGreaterThan(SEARCHES * 4)
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]) // none was answered by words instead
  })

  it('go on where a page of the other engine ended', async () => {
    const query = { q: 'في' }
    const ids = await readAll(query, () => 'words')
    expect(ids.length).toBeGreaterThan(50)
    expect(await readAll(query, (page) => (page % 2 === 0 ? 'words' : 'atlas'))).toEqual(ids)
  })

  it('are found by the index of words while Atlas Search is away, and the log says so', async () => {
    // Prepare
    const lines: LogLine[] = []
    sendLogsTo((line) => void lines.push(line))
    findBy('words')
    const expected = await list({ q: 'في' })
    findBy('atlas')
    atlas.isAway = true
    // Act
    const found = await list({ q: 'في' })
    // Assess
    atlas.isAway = false
    sendLogsTo(() => undefined)
    expect(found).toEqual(expected)
    const warnings = lines.filter(({ level }) => level === 'warn')
    expect(warnings).toMatchObject([{ message: 'Atlas Search does not answer, the index of words does' }])
  })

  it('are left out if they were taken a moment ago and Atlas does not know it yet', async () => {
    // Prepare
    findBy('atlas')
    const before = await readAll({ q: 'في' }, () => 'atlas')
    const [taken] = before
    await Job.collection.updateOne({ _id: objectId(taken as never) }, { $set: { status: 'Hired' } })
    atlas.outdated.add('status')
    // Act
    const { data } = await list({ q: 'في', limit: '3' })
    // Assess
    atlas.outdated.clear()
    expect(data.map(({ id }) => id)).toEqual(before.slice(1, 3))
    await Job.updateOne({ _id: trusted({ $eq: objectId(taken as never) }) }, { $set: { status: 'Posted' } })
  })

  it('are not asked of Atlas where the order, the place or the owner is that of another index', async () => {
    findBy('atlas')
    const before = atlas.searches
    await list({ q: 'في', sort: 'budget' })
    await list({ q: 'في', near: '31.24,30.05' })
    await list({ q: 'في', mine: 'true' })
    expect(atlas.searches).toBe(before)
  })

  it('are refused with a cursor of another order', async () => {
    findBy('atlas')
    const { pagination } = await list({ q: 'في', limit: '3' })
    const query = { q: 'في', sort: 'oldest', cursor: pagination.nextCursor ?? '' }
    const { body } = await call(jobRoutes.listJobs, { as: craftsman, query })
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'cursor' }] })
  })
})
