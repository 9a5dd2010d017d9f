import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { SeededBeforeError, seedHistory } from '#infra/demo/seed/seed-history.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { Job } from '#lib/model/job.model.ts'
import { JOB_STATUSES, OPEN_STATUSES } from '#lib/model/job-status.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { User } from '#lib/model/user.model.ts'
import { rebuildLedger } from '#lib/money/rebuild-ledger.ts'
import { addMs, freezeClock, HOUR } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const NOW = new Date('2026-11-26T15:00:00.000Z')
const SEED = { jobs: 3_000, craftsmen: 600, seed: 7 }

/** Everything of some collections, in the order of their ids. */
const contentOf = async (names: readonly string[]) =>
  Promise.all(
    names.map((name) => mongoose.connection.collection(name).find().sort({ _id: 1 }).limit(400).toArray()),
  )

describe('a seeded marketplace', () => {
  aDatabase()
  beforeAll(async () => {
    freezeClock(NOW)
    await seedHistory(SEED)
    return () => freezeClock(null)
  }, timeLimit(20_000))

  it(
    'has a ledger in which nothing differs, through every kind of movement',
    async () => {
      // Act
      const rebuilt = await rebuildLedger()
      // Assess
      expect(rebuilt?.differences).toEqual([])
      expect(rebuilt?.journals).toBeGreaterThan(SEED.jobs)
      expect((await Journal.distinct('kind')).toSorted()).toEqual(
        ['cashFee', 'debtPaid', 'payment', 'payout', 'payoutPaid', 'refund', 'refundPaid', 'release']
          .concat(['split', 'topUp', 'visitFee'])
          .toSorted(),
      )
    },
    timeLimit(20_000),
  )

  it('has jobs in every status that lasts and in every governorate, over two years', async () => {
    // Act
    const [statuses, governorates, [first]] = await Promise.all([
      Job.distinct('status'),
      Job.distinct('governorate'),
      Job.find().sort({ createdAt: 1 }).limit(1).lean(),
    ])
    // Assess
    const lasting = JOB_STATUSES.filter((status) => status !== 'On The Way' && status !== 'Disputed')
    expect(statuses).toEqual(expect.arrayContaining(lasting)) // with more jobs some are on the way or disputed too
    expect(governorates).toHaveLength(GOVERNORATE_CODES.length)
    expect(first?.createdAt.getFullYear()).toBe(2024)
    expect(await Job.countDocuments()).toBe(SEED.jobs)
    expect(await Job.countDocuments({ createdAt: trusted({ $gt: NOW }) })).toBe(0)
  })

  it('is what our schemas accept, with every index that it had', async () => {
    // Assess
    for (const name of [
      'Job',
      'Quote',
      'Contract',
      'Review',
      'Dispute',
      'Refund',
      'Payout',
      'User',
      'Message',
    ]) {
      const found = await mongoose.model(name).find().limit(300)
      expect(found.length, name).toBeGreaterThan(0)
      for (const document of found) {
        await expect(document.validate(), name).resolves.toBeUndefined()
      }
    }
    expect(await missingUniqueIndexes()).toEqual([])
    expect((await Job.collection.indexes()).length).toBeGreaterThan(10)
  })

  it('has nobody whose rating or count of jobs is not that of their work', async () => {
    // Act
    const reviews = await Review.find({ status: 'Revealed' }).lean()
    const contracts = await Contract.find({ status: 'Completed' }).lean()
    // Assess
    const byUser = Map.groupBy(reviews, ({ reviewee }) => reviewee.toHexString())
    for (const user of await User.find({ role: trusted({ $ne: 'Moderator' }) }).lean()) {
      const id = user._id.toHexString()
      const theirs = byUser.get(id) ?? []
      const sum = theirs.reduce((total, { rating }) => total + rating, 0)
      expect([user.ratingCount, user.rating]).toEqual([
        theirs.length,
        theirs.length ? sum / theirs.length : 0,
      ])
      const done = contracts.filter(({ client, craftsman }) =>
        [client, craftsman].some((one) => one.equals(id)),
      )
      expect(user.completedJobs, id).toBe(done.length)
    }
  })

  it('has nothing overdue: what is under way has its deadline ahead', async () => {
    expect(await Job.countDocuments({ 'timer.at': trusted({ $lte: NOW }) })).toBe(0)
    const open = { status: trusted({ $in: [...OPEN_STATUSES] }), timer: null }
    expect(await Job.countDocuments(open)).toBe(0)
    expect(await Review.countDocuments({ status: 'Blind', revealAt: trusted({ $lte: NOW }) })).toBe(0)
    const long = trusted({ $lt: addMs(NOW, -400 * HOUR) })
    const unresolved = trusted({ $in: [...UNRESOLVED_STATUSES] })
    expect(await Dispute.countDocuments({ status: unresolved, createdAt: long })).toBe(0)
  })

  it('is not seeded twice', async () => {
    await expect(seedHistory(SEED)).rejects.toThrow(SeededBeforeError)
  })
})

describe('a seed', () => {
  aDatabase()

  it(
    'makes the same marketplace again on the same day',
    async () => {
      // Prepare
      freezeClock(NOW)
      const names = ['jobs', 'quotes', 'contracts', 'journals', 'transactions', 'reviews', 'balances']
      await config('keys')
      await seedHistory({ jobs: 300, craftsmen: 80, seed: 3 })
      const first = await contentOf(names)
      for (const { collection } of Object.values(mongoose.models)) await collection.deleteMany({})
      // Act
      await seedHistory({ jobs: 300, craftsmen: 80, seed: 3 })
      // Assess
      expect(await contentOf(names)).toEqual(first)
      freezeClock(null)
    },
    timeLimit(20_000),
  )
})
