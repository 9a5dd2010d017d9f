import { describe, expect, it } from 'vitest'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { debtOf, escrowOf, walletOf } from '#lib/money/accounts.ts'
import {
  balanceOf,
  InsufficientFundsError,
  type JournalEntry,
  postJournal,
  reverseJournal,
} from '#lib/money/post-journal.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const post = (entry: Omit<JournalEntry, 'at'>) =>
  inTransaction((tx) => postJournal(tx, { at: clock(), ...entry }))

const aPaidEscrow = async (amount = 1_000) => {
  const job = newId<'Job'>()
  const escrow = escrowOf(job)
  await post({
    key: `payment:${job}`,
    kind: 'payment',
    postings: [
      { account: 'gateway:Fawry', amount: -amount },
      { account: escrow, amount },
    ],
  })
  return { job, escrow }
}

describe('a journal', () => {
  it('transfers money from one account to others and updates their balances', async () => {
    const { escrow } = await aPaidEscrow(1_000)
    const wallet = walletOf(newId<'User'>())

    await post({
      key: `release:${escrow}`,
      kind: 'release',
      postings: [
        { account: escrow, amount: -1_000 },
        { account: wallet, amount: 900 },
        { account: 'platform:fees', amount: 100 },
      ],
    })

    expect(await balanceOf(escrow)).toBe(0)
    expect(await balanceOf(wallet)).toBe(900)
  })

  it.each([
    [
      'postings that do not add up',
      [
        { account: 'gateway:Fawry', amount: -2 },
        { account: 'platform:fees', amount: 1 },
      ],
    ],
    ['one posting', [{ account: 'platform:fees', amount: 1 }]],
    [
      'a fraction',
      [
        { account: 'gateway:Fawry', amount: -1.5 },
        { account: 'platform:fees', amount: 1.5 },
      ],
    ],
    [
      'an account twice',
      [
        { account: 'platform:fees', amount: -1 },
        { account: 'platform:fees', amount: 1 },
      ],
    ],
  ] as const)('is refused with %s', async (_what, postings) => {
    await expect(post({ key: `bad:${newId()}`, kind: 'release', postings })).rejects.toThrow(RangeError)
  })

  it('that does not add up is refused by the database too, no matter what code writes it', async () => {
    const postings = [
      { account: 'gateway:Fawry', amount: -2 },
      { account: 'platform:fees', amount: 1 },
    ]
    const unbalanced = Journal.collection.insertOne({
      key: 'unbalanced',
      kind: 'release',
      postings,
      at: clock(),
    } as never)
    await expect(unbalanced).rejects.toMatchObject({ code: 121 })
  })

  it('is posted once for its key, and a second one leaves nothing behind', async () => {
    const { escrow, job } = await aPaidEscrow(500)
    const again = post({
      key: `payment:${job}`,
      kind: 'payment',
      postings: [
        { account: 'gateway:Fawry', amount: -500 },
        { account: escrow, amount: 500 },
      ],
    })
    await expect(again).rejects.toSatisfy((error) => isDuplicate(error, 'key'))
    expect(await balanceOf(escrow)).toBe(500)
  })

  it('never takes more from an account than it holds', async () => {
    const { escrow } = await aPaidEscrow(500)
    const tooMuch = post({
      key: `x:${newId()}`,
      kind: 'release',
      postings: [
        { account: escrow, amount: -501 },
        { account: 'platform:fees', amount: 501 },
      ],
    })
    await expect(tooMuch).rejects.toThrow(InsufficientFundsError)
    expect(await balanceOf(escrow)).toBe(500)
  })

  it('never takes what has to stay in an account', async () => {
    const { escrow } = await aPaidEscrow(500)
    const postings = [
      { account: escrow, amount: -300, leaving: asPiastres(201) },
      { account: 'platform:fees', amount: 300 },
    ] as const
    await expect(post({ key: `x:${newId()}`, kind: 'release', postings })).rejects.toThrow(
      InsufficientFundsError,
    )
  })

  it('never pays more debt than is owed', async () => {
    const debt = debtOf(newId<'User'>())
    await post({
      key: `fee:${debt}`,
      kind: 'cashFee',
      postings: [
        { account: debt, amount: -50 },
        { account: 'platform:fees', amount: 50 },
      ],
    })
    const tooMuch = post({
      key: `pay:${debt}`,
      kind: 'topUp',
      postings: [
        { account: debt, amount: 51 },
        { account: 'gateway:Fawry', amount: -51 },
      ],
    })
    await expect(tooMuch).rejects.toThrow(InsufficientFundsError)
    expect(await balanceOf(debt)).toBe(-50)
  })

  it('is reversed only once', async () => {
    const { escrow, job } = await aPaidEscrow(500)
    await inTransaction((tx) => reverseJournal(tx, `payment:${job}`, clock()))
    expect(await balanceOf(escrow)).toBe(0)
    await expect(inTransaction((tx) => reverseJournal(tx, `payment:${job}`, clock()))).rejects.toThrow()
  })
})

describe('many journals at once', () => {
  it('are all posted if they are the first ones of an account', async () => {
    const wallet = walletOf(newId<'User'>())
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        post({
          key: `first:${wallet}:${n}`,
          kind: 'release',
          postings: [
            { account: 'gateway:Fawry', amount: -1 },
            { account: wallet, amount: 1 },
          ],
        }),
      ),
    )
    expect(await Balance.findById(wallet).lean()).toMatchObject({ posted: 20, version: 20 })
  })

  it('take all of an account only once, even if 50 try', async () => {
    const { escrow } = await aPaidEscrow(500)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        post({
          key: `take:${escrow}:${n}`,
          kind: 'release',
          postings: [
            { account: escrow, amount: -500 },
            { account: 'platform:fees', amount: 500 },
          ],
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await balanceOf(escrow)).toBe(0)
  })
})
