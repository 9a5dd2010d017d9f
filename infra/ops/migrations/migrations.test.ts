import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AppliedRecord, applyMigrations, pendingOf } from '#infra/ops/migrations/apply-migrations.ts'
import type { Migration } from '#infra/ops/migrations/migration.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { extendLease, MigrationsRunningError, takeLease } from '#infra/ops/migrations/runner-lease.ts'
import { User } from '#lib/model/user.model.ts'
import { searchWordsOf } from '#lib/model/user-search.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

aDatabase({ own: true })
beforeEach(emptyDatabase)

const counters = () => mongoose.connection.collection<{ _id: number; hits: number }>('counters')
const recordOf = (id: string) =>
  mongoose.connection.collection<AppliedRecord>('migrations').findOne({ _id: id })

/** Counts up documents 0 to 9, one a batch. `before` is run at each batch. */
const counting = (
  id: string,
  before: (number: number) => void | Promise<void> = () => undefined,
): Migration => ({
  id,
  summary: 'Counts',
  async batch(after, tx) {
    const number = after === null ? 0 : Number(after)
    await counters().updateOne({ _id: number }, { $inc: { hits: 1 } }, { session: tx, upsert: true })
    await before(number)
    return { next: number === 9 ? null : String(number + 1), changed: 1 }
  },
})

const hits = async () => (await counters().find().sort({ _id: 1 }).toArray()).map((counter) => counter.hits)
const TEN_ONCE = Array.from({ length: 10 }, () => 1)

describe('migrations', () => {
  it('are applied once, in their order, and what was applied is on record', async () => {
    // Prepare
    const order: string[] = []
    const noted = (id: string) => counting(id, (number) => void (number === 0 && order.push(id)))
    const list = [noted('0001-first'), noted('0002-second')]
    // Act
    const applied = await applyMigrations(list)
    const again = await applyMigrations(list)
    // Assess
    expect(order).toEqual(['0001-first', '0002-second'])
    expect(applied.map(({ _id }) => _id)).toEqual(order)
    expect(again).toEqual([])
    expect(await hits()).toEqual(TEN_ONCE.map((once) => once * 2))
    expect(await recordOf('0001-first')).toMatchObject({
      state: 'applied',
      batches: 10,
      changed: 10,
      cursor: null,
    })
    expect(await pendingOf([...list, counting('0003-third')])).toMatchObject([{ id: '0003-third' }])
  })

  it('are gone on with where a run failed: no batch is done twice, and none is left out', async () => {
    // Prepare
    const failing = counting('0001-first', (number) => {
      if (number === 4) throw new Error('planted')
    })
    // Act
    await expect(applyMigrations([failing])).rejects.toThrow('planted')
    const between = await recordOf('0001-first')
    await applyMigrations([counting('0001-first')])
    // Assess
    expect(between).toMatchObject({ state: 'under way', cursor: '4', batches: 4 })
    expect(await hits()).toEqual(TEN_ONCE)
  })

  it('that are not in the order of their numbers are refused before anything is done', async () => {
    // Act, assess
    await expect(applyMigrations([counting('0002-a'), counting('0001-b')])).rejects.toThrow(RangeError)
    await expect(applyMigrations([counting('0001-a'), counting('0001-b')])).rejects.toThrow(RangeError)
    await expect(applyMigrations([counting('first')])).rejects.toThrow(RangeError)
    expect(await hits()).toEqual([])
  })

  it('have one runner at a time: of five that begin at once, one works and the others are told', async () => {
    // Act
    const runs = await Promise.allSettled(
      Array.from({ length: 5 }, () => applyMigrations([counting('0001-first', () => pause(20))])),
    )
    // Assess
    const refused = runs.filter((run) => run.status === 'rejected')
    expect(refused).toHaveLength(4)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(MigrationsRunningError)
    expect(await hits()).toEqual(TEN_ONCE)
  })

  it('abort the batch of a runner that was thought dead, and comes back after another has taken over', async () => {
    // Prepare
    const dead = await takeLease()
    await endLease()
    const living = await takeLease()
    const writeAs = (owner: string) =>
      inTransaction(async (tx) => {
        await counters().insertOne({ _id: 1, hits: 1 }, { session: tx })
        await extendLease(owner, tx)
      })
    // Act, assess
    await expect(writeAs(dead)).rejects.toBeInstanceOf(MigrationsRunningError)
    expect(await hits()).toEqual([])
    await writeAs(living)
    expect(await hits()).toEqual([1])
  })

  it(
    'survive a runner that is killed in the middle: the next one waits for its lease to end, and goes on',
    async () => {
      // Prepare
      const child = fork(path.join(import.meta.dirname, 'testing', 'killed-run.ts'), {
        env: { ...process.env, MONGODB_URI: process.env.MONGODB_URI },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      await messageOf(child)
      child.kill('SIGKILL')
      await once(child, 'exit')
      const between = await recordOf('0001-first')
      // Act: the lease of the dead runner is not over, then it is
      await expect(applyMigrations([counting('0001-first')])).rejects.toBeInstanceOf(MigrationsRunningError)
      await endLease()
      await applyMigrations([counting('0001-first')])
      // Assess
      expect(between).toMatchObject({ state: 'under way', batches: 5 })
      expect(await hits()).toEqual(TEN_ONCE)
    },
    timeLimit(10_000),
  )
})

describe('the migration of search words', () => {
  it('folds every account by the rules of today, page by page, and changes no other', async () => {
    // Prepare
    const right = await aClient({ firstName: 'Mona' })
    const people = Array.from({ length: 1_200 }, (_, i) => ({
      ...personNumber(i),
      searchWords: i % 2 === 0 ? ['stale'] : undefined,
    }))
    await User.collection.insertMany(people as never) // as they were stored: no model folds them
    const erased = await aClient()
    await closeErasedAccount(erased.id)
    // Act
    const [applied] = await applyMigrations(migrations)
    // Assess
    expect(applied).toMatchObject({ _id: '0001-search-words', changed: 1_200, batches: 3 })
    for (const user of await User.find({ deletedAt: null }).lean())
      expect(user.searchWords).toEqual(searchWordsOf(user))
    expect(await User.exists({ _id: right.id, searchWords: 'mona' })).not.toBeNull()
    expect((await User.findById(erased.id).lean())?.searchWords).toBeUndefined()
  })
})

describe('the migration of working hours', () => {
  it('makes minutes of times, one piece of hours that overlap, and leaves what is right as it is', async () => {
    // Prepare
    const withHours = async (weekly: readonly unknown[]) => {
      const { id } = await aCraftsman()
      const stored = { 'craftsmanInfo.availability': { weekly, pausedUntil: null } }
      await User.collection.updateOne({ _id: objectId(id) }, { $set: stored })
      return async () => (await User.findById(id).lean())?.craftsmanInfo?.availability?.weekly
    }
    const right = [{ day: 3, from: 540, to: 1_440 }]
    const [times, overlapping, already] = [
      await withHours([
        { day: 1, from: '09:30', to: '17:00' },
        { day: 0, from: '00:00', to: '23:59' },
      ]),
      await withHours([
        { day: 2, from: '12:00', to: '18:00' },
        { day: 2, from: '09:00', to: '13:00' },
        { day: 2, from: '18:00', to: '20:00' },
      ]),
      await withHours(right),
    ]
    // Act
    const [, applied] = await applyMigrations(migrations)
    // Assess
    expect(applied).toMatchObject({ _id: '0002-working-hours', changed: 2 })
    expect(await times()).toEqual([
      { day: 0, from: 0, to: 1_439 },
      { day: 1, from: 570, to: 1_020 },
    ])
    expect(await overlapping()).toEqual([{ day: 2, from: 540, to: 1_200 }])
    expect(await already()).toEqual(right)
  })
})

const personNumber = (i: number) => ({
  firstName: `أحمد${i}`,
  lastName: 'عبد العال',
  email: `person${i}@a.example`,
})

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

const endLease = () =>
  mongoose.connection
    .collection<{ _id: string }>('migrations')
    .updateOne({ _id: 'lease' }, { $set: { until: new Date(0) } })

async function messageOf(child: ChildProcess): Promise<void> {
  const [outcome] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown]
  expect(outcome).toBe('in the middle')
}
