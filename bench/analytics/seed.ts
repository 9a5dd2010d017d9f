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

function addJob(rows: Record<string, Doc[]>, random: () => number, of: Of): void {
  const { createdAt, client, craftsman, category, governorate } = of
  const _id = new Types.ObjectId()
  const later = (at: Date, most: number) => addMs(at, Math.floor(random() ** 3 * most))
  const isHired = random() < 0.75
  const isDone = isHired && random() < 0.9
  const quotedAt = later(createdAt, 2 * DAY)
  const hiredAt = later(quotedAt, 5 * DAY)
  const completedAt = later(hiredAt, 4 * DAY)
  const confirmedAt = later(completedAt, 3 * DAY)
  const price = 10_000 + Math.floor(random() * 90_000)
  rows.jobs?.push({
    _id,
    client,
    craftsman: isHired ? craftsman : null,
    category,
    governorate,
    status: isDone ? 'Completed' : isHired ? 'Hired' : 'Cancelled',
    createdAt,
    ...(isDone ? { completedAt } : { cancelledAt: hiredAt }),
  })
  for (let i = 0; i < 2; i += 1)
    rows.quotes?.push({
      job: _id,
      craftsman,
      status: i === 0 && isHired ? 'Accepted' : 'Declined',
      createdAt: later(quotedAt, DAY),
    })
  if (!isHired) return
  const contract = new Types.ObjectId()
  rows.contracts?.push({
    _id: contract,
    job: _id,
    client,
    craftsman,
    price,
    paymentType: random() < 0.4 ? 'Escrow' : 'Cash',
    status: isDone ? 'Completed' : 'Active',
    feeBooked: isDone ? Math.round(price / 10) : 0,
    createdAt: hiredAt,
    updatedAt: confirmedAt,
    ...(isDone && { confirmedAt }),
  })
  if (random() < 0.03)
    rows.disputes?.push({
      job: _id,
      contract,
      client,
      openedBy: client,
      status: 'Resolved',
      createdAt: confirmedAt,
      resolution: { decision: 'Completed', at: later(confirmedAt, 4 * DAY) },
    })
  if (!isDone) return
  rows.journals?.push({
    job: _id,
    key: `cash:${_id.toHexString()}`,
    kind: 'cashFee',
    at: confirmedAt,
    postings: [{ account: 'platform:fees', amount: Math.round(price / 10) }],
  })
  if (random() < 0.02)
    rows.transactions?.push({
      user: craftsman,
      job: _id,
      type: 'Fee',
      status: 'Pending',
      amount: -Math.round(price / 10),
      createdAt: confirmedAt,
    })
  if (random() < 0.6)
    rows.reviews?.push({
      job: _id,
      contract,
      reviewer: client,
      side: 'client',
      rating: 1 + Math.floor(5 * random() ** 0.3),
      status: 'Revealed',
      revealAt: addMs(confirmedAt, 5 * HOUR),
    })
}
