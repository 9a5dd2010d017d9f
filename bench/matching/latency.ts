import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Types } from 'mongoose'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { recommendCraftsmen } from '#lib/matching/recommend-craftsmen.ts'
import { emptyRecord } from '#lib/matching/record.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { Job } from '#lib/model/job.model.ts'
import { loadModels } from '#lib/model/load-models.ts'
import { User } from '#lib/model/user.model.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { cpuMs } from '../cpu-time.ts'
import { aCaller, insertMany } from '../growth/people.ts'
import { Draws } from '../matching-worlds/random.ts'

/**
 * `npm run bench:matching`: what recommendations cost when craftsmen become more. Egypt's density: most live in a few
 * cities. `SIZES=10000,100000` names other sizes, `ROUNDS=100` how many jobs are asked for.
 */
const SIZES = (process.env.SIZES ?? '10000,100000,1000000').split(',').map(Number)
const ROUNDS = Number(process.env.ROUNDS ?? 100)
const WARM = 10
const GOALS_MS: Readonly<Record<number, number>> = { 100_000: 150, 1_000_000: 400 }
const TRADES = [
  'Plumbing',
  'Electrical',
  'Carpentry',
  'Painting',
  'Air conditioning',
  'Appliance repair',
  'Tiling',
  'Plastering',
]
const CITIES: readonly (readonly [lng: number, lat: number, share: number, km: number])[] = [
  [31.24, 30.05, 0.35, 15],
  [29.92, 31.2, 0.12, 10],
  [31.0, 30.79, 0.13, 15],
  [31.38, 31.04, 0.1, 15],
  [32.3, 30.6, 0.06, 10],
  [30.75, 28.1, 0.09, 12],
  [31.18, 27.18, 0.08, 12],
  [32.64, 25.69, 0.07, 12],
]

const draws = new Draws(17)
const print = (text: string): void => void process.stdout.write(`${text}\n`)

function aPlace(): [number, number] {
  const [lng, lat, , km] = CITIES[draws.weighted(CITIES.map(([, , share]) => share))] ?? [31.24, 30.05, 1, 15]
  return [lng + draws.normal(0, km) / 96, lat + draws.normal(0, km) / 111]
}

function aCraftsmanRecord() {
  const invited = draws.whole(0, 40)
  const ratings = draws.whole(0, 15)
  return {
    ...emptyRecord(),
    invited,
    accepted: draws.whole(0, invited),
    ratings,
    ratingsShown: ratings,
    ratingSum: 4.4 * ratings,
    ratingWeights: ratings,
    jobsByTrade: { Plumbing: ratings },
  }
}

async function grow(from: number, to: number): Promise<void> {
  const at = clock()
  await insertMany(User.collection, to - from, () => {
    const _id = new Types.ObjectId()
    return {
      _id,
      email: `${_id.toHexString()}@example.com`,
      role: 'Craftsman',
      firstName: 'سيد',
      lastName: 'علي',
      rating: 4.4,
      ratingCount: 9,
      isBanned: draws.happens(0.02),
      location: { type: 'Point', coordinates: aPlace() },
      craftsmanInfo: {
        skills: [draws.pick(TRADES)],
        portfolioImageUrls: [],
        verificationStatus: draws.happens(0.8) ? 'Verified' : 'Pending',
        serviceRadiusKm: draws.pick([10, 20, 30, 50]),
      },
      matching: { record: JSON.stringify(aCraftsmanRecord()), refreshedAt: at },
      createdAt: new Date(at.getTime() - draws.between(1, 900) * DAY),
      updatedAt: at,
    }
  })
}

async function aJobAt(client: Types.ObjectId): Promise<JobId> {
  const _id = new Types.ObjectId()
  const at = clock()
  const location = { type: 'Point', coordinates: aPlace() }
  await Job.collection.insertOne({
    _id,
    client,
    craftsman: null,
    contract: null,
    title: 'حنفية بتنقط',
    description: 'ضروري النهاردة',
    category: draws.pick(TRADES),
    photos: [],
    location,
    area: location,
    status: 'Posted',
    paymentType: 'Cash',
    jobPrice: 0,
    platformFee: 0,
    openQuotes: 0,
    words: [],
    cell: 0,
    budgetKey: 0,
    soonestKey: at,
    timer: null,
    activityAt: at,
    createdAt: at,
    updatedAt: at,
  } as never)
  return _id.toHexString() as JobId
}

async function measure(size: number, client: { id: string; _id: Types.ObjectId }): Promise<void> {
  const times: number[] = []
  let candidates = 0
  let before = cpuMs()
  for (let round = -WARM; round < ROUNDS; round++) {
    if (round === 0) before = cpuMs()
    const jobId = await aJobAt(client._id)
    const began = performance.now()
    const answer = await recommendCraftsmen(
      { jobId, limit: 10 },
      { id: client.id as never, role: 'Client' },
      'ar',
    )
    if (round < 0) continue
    times.push(performance.now() - began)
    candidates += answer.pagination.totalItems / ROUNDS
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string => `${(sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(0)} ms`
  const goal = GOALS_MS[size]
  const cpu = `${((cpuMs() - before) / ROUNDS).toFixed(0)} ms`
  print(
    `| ${size.toLocaleString('en')} | ${candidates.toFixed(0)} | ${at(0.5)} | ${at(0.95)} | ${cpu} | ${goal ? `< ${goal} ms` : ''} |`,
  )
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-matching-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
try {
  process.env.MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/matching`
  process.env.JWT_SECRET ??= 'a secret of the benchmark, at least so many characters long'
  sendLogsTo(() => undefined)
  await connectMongo()
  await loadModels()
  print(
    '| craftsmen | candidates of a job | median | p95 | of it our processor time | goal |\n| --- | --- | --- | --- | --- | --- |',
  )
  let size = 0
  for (const next of SIZES) {
    await User.collection.dropIndexes().catch(() => null)
    await grow(size, next)
    await buildIndexes()
    size = next
    await measure(next, await aCaller('Client'))
  }
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
