import { describe, expect, it } from 'vitest'
import { debtOf, escrowOf, walletOf } from '#lib/money/accounts.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import {
  balanceOf,
  NotCovered,
  postJournal,
  reverseJournal,
  type JournalEntry,
} from '#lib/money/post-journal.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const book = (entry: Omit<JournalEntry, 'at'>) =>
  inTransaction((session) => postJournal(session, { at: clock(), ...entry }))

const aPaidEscrow = async (amount = 1_000) => {
  const job = newId<'Job'>()
  const escrow = escrowOf(job)
  await book({
    key: `payment:${job}`,
    kind: 'payment',
    lines: [
      { account: 'gateway:Fawry', amount: -amount },
      { account: escrow, amount },
    ],
  })
  return { job, escrow }
}

describe('a journal', () => {
  it('moves money from one account to another, and their balances with it', async () => {
    const { escrow } = await aPaidEscrow(1_000)
    const wallet = walletOf(newId<'User'>())

    await book({
      key: `release:${escrow}`,
      kind: 'release',
      lines: [
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
      'lines that do not add up',
      [
        { account: 'gateway:Fawry', amount: -2 },
        { account: 'platform:fees', amount: 1 },
      ],
    ],
    ['one line', [{ account: 'platform:fees', amount: 1 }]],
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
  ] as const)('is refused with %s', async (_what, lines) => {
    await expect(book({ key: `bad:${newId()}`, kind: 'release', lines })).rejects.toThrow(RangeError)
  })

  it('that does not add up is refused by the database too, whoever writes it', async () => {
    const lines = [
      { account: 'gateway:Fawry', amount: -2 },
      { account: 'platform:fees', amount: 1 },
    ]
    const crooked = Journal.collection.insertOne({
      key: 'crooked',
      kind: 'release',
      lines,
      at: clock(),
    } as never)
    await expect(crooked).rejects.toMatchObject({ code: 121 })
  })

  it('is written once for its key, and nothing of a second one stays', async () => {
    const { escrow, job } = await aPaidEscrow(500)
    const again = book({
      key: `payment:${job}`,
      kind: 'payment',
      lines: [
        { account: 'gateway:Fawry', amount: -500 },
        { account: escrow, amount: 500 },
      ],
    })
    await expect(again).rejects.toSatisfy((error) => isDuplicate(error, 'key'))
    expect(await balanceOf(escrow)).toBe(500)
  })

  it('never takes more from an account than is in it', async () => {
    const { escrow } = await aPaidEscrow(500)
    const tooMuch = book({
      key: `x:${newId()}`,
      kind: 'release',
      lines: [
        { account: escrow, amount: -501 },
        { account: 'platform:fees', amount: 501 },
      ],
    })
    await expect(tooMuch).rejects.toThrow(NotCovered)
    expect(await balanceOf(escrow)).toBe(500)
  })

  it('leaves what has to stay in an account', async () => {
    const { escrow } = await aPaidEscrow(500)
    const lines = [
      { account: escrow, amount: -300, leaving: asPiastres(201) },
      { account: 'platform:fees', amount: 300 },
    ] as const
    await expect(book({ key: `x:${newId()}`, kind: 'release', lines })).rejects.toThrow(NotCovered)
  })

  it('never pays more debt than there is', async () => {
    const debt = debtOf(newId<'User'>())
    await book({
      key: `fee:${debt}`,
      kind: 'cashFee',
      lines: [
        { account: debt, amount: -50 },
        { account: 'platform:fees', amount: 50 },
      ],
    })
    const tooMuch = book({
      key: `pay:${debt}`,
      kind: 'topUp',
      lines: [
        { account: debt, amount: 51 },
        { account: 'gateway:Fawry', amount: -51 },
      ],
    })
    await expect(tooMuch).rejects.toThrow(NotCovered)
    expect(await balanceOf(debt)).toBe(-50)
  })

  it('is taken back once', async () => {
    const { escrow, job } = await aPaidEscrow(500)
    await inTransaction((session) => reverseJournal(session, `payment:${job}`, clock()))
    expect(await balanceOf(escrow)).toBe(0)
    await expect(
      inTransaction((session) => reverseJournal(session, `payment:${job}`, clock())),
    ).rejects.toThrow()
  })
})

describe('many at once', () => {
  it('first journals of one account all arrive', async () => {
    const wallet = walletOf(newId<'User'>())
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        book({
          key: `first:${wallet}:${n}`,
          kind: 'release',
          lines: [
            { account: 'gateway:Fawry', amount: -1 },
            { account: wallet, amount: 1 },
          ],
        }),
      ),
    )
    expect(await Balance.findById(wallet).lean()).toMatchObject({ posted: 20, version: 20 })
  })

  it('of 50 that each take all, one does', async () => {
    const { escrow } = await aPaidEscrow(500)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        book({
          key: `take:${escrow}:${n}`,
          kind: 'release',
          lines: [
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
