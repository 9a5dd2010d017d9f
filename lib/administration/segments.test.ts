import { afterEach, describe, expect, it } from 'vitest'
import { createSegment, listSegmentUsers } from '#lib/administration/segments.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { User } from '#lib/model/user.model.ts'
import { prepaidOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { clock, freezeClock } from '#lib/platform/clock.ts'
import type { Id } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()
afterEach(() => {
  freezeClock(null)
})

/** A craftsman who owes the fee of a confirmed job in cash. */
async function aDebtor(): Promise<Somebody> {
  const { jobId, client, craftsman } = await aJobIn('Completed')
  await confirmContract({ jobId, client })
  return craftsman
}

const wasActive = (user: Somebody, at: Date) =>
  User.updateOne({ _id: user.id }, { $set: { lastActiveAt: at } })

describe('a segment of craftsmen who owe fees and were active this month', () => {
  it('has their number and their list, and nobody else', async () => {
    // Prepare
    const [first, second, idle] = [await aDebtor(), await aDebtor(), await aDebtor()]
    const free = await aCraftsman()
    freezeClock(new Date('2026-11-15T10:00:00Z'))
    await wasActive(first, new Date('2026-10-31T22:00:00Z')) // 1 November, 00:00 in Cairo
    await wasActive(second, clock())
    await wasActive(idle, new Date('2026-10-31T21:59:59Z'))
    await wasActive(free, clock())
    const filter = { role: 'Craftsman' as const, owesFees: true as const, activeThisMonth: true as const }
    const { id } = await createSegment({ name: 'Debtors', filter }, await anAdmin())
    // Act
    const { data, pagination } = await listSegmentUsers(
      id as Id<'Segment'>,
      { page: 1, limit: 1, cursor: undefined } as never,
    )
    // Assess
    expect(pagination.totalItems).toBe(2)
    expect(data.map((user) => user.id)).toEqual([second.id])
  })

  it('is left as soon as everything is paid', async () => {
    // Prepare
    const craftsman = await aDebtor()
    const { id } = await createSegment({ name: 'All debtors', filter: { owesFees: true } }, await anAdmin())
    const found = async () => {
      const { data } = await listSegmentUsers(
        id as Id<'Segment'>,
        { page: 1, limit: 100, cursor: undefined } as never,
      )
      return data.some((user) => user.id === craftsman.id)
    }
    expect(await found()).toBe(true)
    // Act
    await inTransaction(async (tx) => {
      const at = clock()
      const postings = [
        { account: 'gateway:Fawry' as const, amount: -100_000 },
        { account: prepaidOf(craftsman.id), amount: 100_000 },
      ]
      await postJournal(tx, { key: `topUp:${craftsman.id}`, kind: 'topUp', postings, at })
      await collectDebt(tx, { userId: craftsman.id, cause: `test:${craftsman.id}`, at })
    })
    // Assess
    expect(await found()).toBe(false)
  })
})
