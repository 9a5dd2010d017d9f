import { describe, expect, it } from 'vitest'
import type { Account } from '#lib/model/account.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { clearingAt, escrowOf } from '#lib/money/accounts.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'
import { InsufficientFundsError, postJournal } from '#lib/money/post-journal.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const entry = (account: Account, amount = 100) => ({
  key: `test:${newId()}`,
  kind: 'release' as const,
  postings: [
    { account: clearingAt('Fawry'), amount: -amount },
    { account, amount },
  ],
  at: clock(),
})
const anEscrow = () => escrowOf(newId<'Job'>())
const post = (account: Account, amount?: number) =>
  inTransaction((tx) => postJournal(tx, entry(account, amount)))

describe('posting', () => {
  it('numbers the postings of each account, with the balance after each', async () => {
    // Prepare
    const account = anEscrow()
    // Act
    await post(account, 300)
    await post(account, -100)
    await Promise.all(Array.from({ length: 8 }, () => post(account, 10)))
    // Assess
    const journals = await Journal.find({ 'postings.account': account }).lean()
    const own = journals.flatMap(({ postings }) => postings.filter((posting) => posting.account === account))
    const inOrder = own.toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0))
    expect(inOrder.map(({ version }) => version)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1))
    expect(inOrder.map(({ balanceAfter }) => balanceAfter).slice(0, 3)).toEqual([300, 200, 210])
    expect(inOrder.at(-1)?.balanceAfter).toBe(280)
  })

  it('of a key that exists fails by the key, even if the account has nothing left', async () => {
    const account = anEscrow()
    await post(account, 100)
    const all = entry(account, -100)
    await inTransaction((tx) => postJournal(tx, all))
    await expect(inTransaction((tx) => postJournal(tx, all))).rejects.toMatchObject({ code: 11000 })
    await expect(post(account, -1)).rejects.toThrow(InsufficientFundsError)
  })

  it('refuses a posting without a version, whoever writes it', async () => {
    const { postings, ...journal } = entry(anEscrow())
    const unnumbered = { ...journal, postings, checksum: checksumOf({ ...journal, postings: [...postings] }) }
    await expect(Journal.collection.insertOne(unnumbered as never)).rejects.toMatchObject({ code: 121 })
  })
})
