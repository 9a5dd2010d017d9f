import mongoose, { Types } from 'mongoose'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'
import { randomOf } from '#lib/testing/random.ts'

const CATEGORIES = Array.from({ length: 12 }, (_, place) => `Service ${place + 1}`)
const PAGE = 5_000

/** The first of the days over which everything is spread, and how many there are. */
const START = new Date('2025-11-01T00:00:00Z')
const DAYS = 390

type Doc = Record<string, unknown>

/**
 * Jobs with quotes, contracts, disputes, reviews and journals as they matter for reports, inserted in bulk: 12 services in
 * 27 governorates over 390 days; two thirds are done. Everything else of a record is left out.
 */
export async function seedJobs(jobs: number): Promise<void> {
  const random = randomOf(jobs)
  const clients = Array.from({ length: Math.ceil(jobs / 4) }, () => new Types.ObjectId())
  const craftsmen = Array.from({ length: Math.ceil(jobs / 40) }, () => new Types.ObjectId())
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  for (let from = 0; from < jobs; from += PAGE) {
    const rows: Record<string, Doc[]> = {
      jobs: [],
      quotes: [],
      contracts: [],
      disputes: [],
      reviews: [],
      journals: [],
      transactions: [],
    }
    for (let number = from; number < Math.min(jobs, from + PAGE); number += 1) {
      const createdAt = addMs(START, Math.floor(((number + random()) / jobs) * DAYS * DAY))
      addJob(rows, random, {
        createdAt,
        client: pick(clients),
        craftsman: pick(craftsmen),
        category: pick(CATEGORIES),
        governorate: pick(GOVERNORATE_CODES),
      })
    }
    await Promise.all(
      Object.entries(rows).map(async ([name, documents]) =>
        documents.length === 0
          ? null
          : mongoose.connection
              .collection(name)
              .insertMany(documents, { ordered: false, bypassDocumentValidation: true }),
      ),
    )
  }
}

interface Of {
  readonly createdAt: Date
  readonly client: Types.ObjectId
  readonly craftsman: Types.ObjectId
  readonly category: string
  readonly governorate: string
}

/** When each step of a job was, and how far it came. */
function courseOf({ createdAt }: Of, random: () => number) {
  const later = (at: Date, most: number) => addMs(at, Math.floor(random() ** 3 * most))
  const isHired = random() < 0.75
  const isDone = isHired && random() < 0.9
  const quotedAt = later(createdAt, 2 * DAY)
  const hiredAt = later(quotedAt, 5 * DAY)
  const completedAt = later(hiredAt, 4 * DAY)
  const confirmedAt = later(completedAt, 3 * DAY)
  return { isHired, isDone, quotedAt, hiredAt, completedAt, confirmedAt, later }
}

function addJob(rows: Record<string, Doc[]>, random: () => number, of: Of): void {
  const job = new Types.ObjectId()
  const course = courseOf(of, random)
  const { isHired, isDone, quotedAt, hiredAt, completedAt, later } = course
  const { craftsman, ...ofClient } = of
  rows.jobs?.push({
    _id: job,
    ...ofClient,
    craftsman: isHired ? craftsman : null,
    status: isDone ? 'Completed' : isHired ? 'Hired' : 'Cancelled',
    ...(isDone ? { completedAt } : { cancelledAt: hiredAt }),
  })
  for (const isFirst of [true, false]) {
    const status = isFirst && isHired ? 'Accepted' : 'Declined'
    rows.quotes?.push({ job, craftsman, status, createdAt: later(quotedAt, DAY) })
  }
  if (isHired) addContract(rows, random, of, job, course)
}

function addContract(
  rows: Record<string, Doc[]>,
  random: () => number,
  { client, craftsman }: Of,
  job: Types.ObjectId,
  { isDone, hiredAt, confirmedAt, later }: ReturnType<typeof courseOf>,
): void {
  const contract = new Types.ObjectId()
  const price = 10_000 + Math.floor(random() * 90_000)
  const fee = isDone ? Math.round(price / 10) : 0
  rows.contracts?.push({
    _id: contract,
    job,
    client,
    craftsman,
    price,
    paymentType: random() < 0.4 ? 'Escrow' : 'Cash',
    status: isDone ? 'Completed' : 'Active',
    feeBooked: fee,
    createdAt: hiredAt,
    updatedAt: confirmedAt,
    ...(isDone && { confirmedAt }),
  })
  const ofContract = { job, contract }
  if (random() < 0.03) {
    const resolution = { decision: 'Completed', at: later(confirmedAt, 4 * DAY) }
    const opened = { client, openedBy: client, status: 'Resolved', createdAt: confirmedAt }
    rows.disputes?.push({ ...ofContract, ...opened, resolution })
  }
  if (!isDone) return
  const postings = [{ account: 'platform:fees', amount: fee }]
  rows.journals?.push({ job, key: `cash:${job.toHexString()}`, kind: 'cashFee', at: confirmedAt, postings })
  if (random() < 0.02) {
    const pending = { type: 'Fee', status: 'Pending', amount: -fee, createdAt: confirmedAt }
    rows.transactions?.push({ user: craftsman, job, ...pending })
  }
  if (random() < 0.6) {
    const rating = 1 + Math.floor(5 * random() ** 0.3)
    const revealed = { status: 'Revealed', revealAt: addMs(confirmedAt, 5 * HOUR) }
    rows.reviews?.push({ ...ofContract, reviewer: client, side: 'client', rating, ...revealed })
  }
}
