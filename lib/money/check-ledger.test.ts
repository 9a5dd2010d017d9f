import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { LedgerWalk } from '#lib/model/ledger-walk.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clearingAt, escrowOf, walletOf } from '#lib/money/accounts.ts'
import { checkAccounts } from '#lib/money/check-accounts.ts'
import { checkLedger, differingNow } from '#lib/money/check-ledger.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { rebuildInProgress, rebuildLedger } from '#lib/money/rebuild-ledger.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { addMs, clock, MINUTE, realTime } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { hasEarned } from '#lib/testing/wallets.ts'

aDatabase()
beforeEach(emptyDatabase)

const soon = () => addMs(realTime(), MINUTE)
const checkNew = () => checkLedger({ until: soon(), auditPages: 0 })
const audit = () => checkLedger({ until: soon(), auditPages: 5 })
const found = async () => (await differingNow(100)).map(({ _id }) => _id)

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

const anEarner = async (): Promise<UserId> => {
  const { id } = await aCraftsman()
  await hasEarned(id, 1_000)
  return id
}

describe('what was verified', () => {
  it('is not read again: a check goes on from the checkpoint of each account', async () => {
    // Prepare
    const account = anEscrow()
    for (let i = 0; i < 4; i += 1) await post(account)
    // Act
    const first = await checkNew()
    const again = await checkNew()
    await post(account)
    const then = await checkNew()
    // Assess
    expect([first, again, then]).toEqual([1, 0, 1])
    expect(await LedgerCheckpoint.findById(account).lean()).toMatchObject({ version: 5, posted: 500 })
    expect(await Balance.exists({ unchecked: true })).toBeNull()
  })

  it('has a journal too that commits late, with an older id than others that were verified before it', async () => {
    // Prepare
    const [late, other] = [anEscrow(), anEscrow()]
    const tx = await mongoose.startSession()
    tx.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } })
    await postJournal(tx, entry(late))
    await post(other)
    await checkNew()
    await audit()
    // Act
    await tx.commitTransaction()
    await tx.endSession()
    await Journal.collection.updateOne(
      { 'postings.account': late },
      { $set: { 'postings.1.amount': 900 } },
      { bypassDocumentValidation: true },
    )
    await checkNew()
    // Assess
    const [first, second] = await Journal.find().sort({ _id: 1 }).lean()
    expect([first?.postings[1]?.account, second?.postings[1]?.account]).toEqual([late, other])
    expect(await found()).toEqual([late])
  })

  it('still has to be there: the posting at the checkpoint is read again', async () => {
    const account = anEscrow()
    await post(account)
    await checkNew()
    await Journal.collection.deleteOne({ 'postings.account': account })
    expect([...(await checkAccounts([account])).keys()]).toEqual([account])
  })

  it('cannot be rewritten as a whole: the history has to pass through the checkpoint', async () => {
    // Prepare
    const account = anEscrow()
    for (let i = 0; i < 3; i += 1) await post(account)
    await checkNew()
    // Act
    for (const journal of await Journal.find().lean()) {
      const postings = journal.postings.map(({ account: name, amount, version, balanceAfter }) => ({
        account: name,
        amount: amount * 2,
        ...(version && balanceAfter && { version, balanceAfter: balanceAfter * 2 }),
      }))
      const forged = { ...journal, postings }
      await Journal.collection.replaceOne({ _id: journal._id }, { ...forged, checksum: checksumOf(forged) })
    }
    await Balance.updateOne({ _id: account }, { $set: { posted: 600 } })
    // Assess
    expect(await verifyLedger()).toEqual([]) // only the checkpoint knows better
    await audit()
    expect(await found()).toEqual([account])
  })

  it('includes a history of many pages', { timeout: timeLimit(20_000) }, async () => {
    // Prepare
    const account = anEscrow()
    const journals = Array.from({ length: 2_345 }, (_, i) => {
      const content = { ...entry(account), key: `many:${i}` }
      const [from, to] = content.postings
      const postings = [{ ...from }, { ...to, version: i + 1, balanceAfter: (i + 1) * 100 }] as never
      return {
        _id: new mongoose.Types.ObjectId(),
        ...content,
        postings,
        checksum: checksumOf({ ...content, postings }),
      }
    })
    await Journal.collection.insertMany(journals)
    await Balance.create({ _id: account, posted: 234_500, version: 2_345, unchecked: true })
    // Act
    await checkNew()
    // Assess
    expect(await found()).toEqual([])
    expect(await LedgerCheckpoint.findById(account).lean()).toMatchObject({ version: 2_345, posted: 234_500 })
    await Journal.collection.deleteOne({ key: 'many:1500' })
    await audit()
    expect((await differingNow(1))[0]?.differences).toEqual([
      expect.objectContaining({ what: account, how: 'version 1501 is missing' }),
    ])
  })
})

describe('the audit', () => {
  it('finds journals of accounts that have no balance, and journals that are in no history', async () => {
    // Prepare
    await post(anEscrow())
    const ghost = anEscrow()
    const journal = {
      kind: 'release',
      at: clock(),
      checksum: 'x'.repeat(22),
      _id: new mongoose.Types.ObjectId(),
    }
    const postings = (account: string, numbered: object = {}) => [
      { account: 'gateway:Fawry', amount: -5 },
      { account, amount: 5, ...numbered },
    ]
    const past = { bypassDocumentValidation: true }
    await Journal.collection.insertOne(
      { ...journal, key: 'ghost', postings: postings(ghost, { version: 1 }) },
      past,
    )
    const other = {
      ...journal,
      _id: new mongoose.Types.ObjectId(),
      key: 'nobody',
      postings: postings('platform:fees'),
    }
    await Journal.collection.insertOne(other, past)
    // Act
    await audit()
    // Assess
    expect((await found()).toSorted()).toEqual([ghost, 'journal:nobody'].toSorted())
    await Journal.collection.deleteMany({ checksum: journal.checksum })
    await checkNew()
    expect(await found()).toEqual([])
  })

  it('finds an account that was verified once and of which nothing is left', async () => {
    const account = anEscrow()
    await post(account)
    await checkNew()
    await Journal.collection.deleteOne({ 'postings.account': account })
    await Balance.deleteOne({ _id: account })
    await audit()
    expect(await found()).toEqual([account])
  })

  it('finds a wallet that is shown to somebody who has no account', async () => {
    const { id } = await aCraftsman()
    await User.updateOne({ _id: id }, { $set: { 'wallet.balance': 3 } })
    await audit()
    expect(await found()).toEqual([walletOf(id)])
  })

  it('goes on where the last run ended, and begins anew after a round', async () => {
    // Prepare
    await anEarner()
    // Act
    const stages: unknown[] = []
    for (let run = 0; run < 4; run += 1) {
      await checkLedger({ until: soon(), auditPages: 1 })
      stages.push((await LedgerWalk.findById('audit').lean())?.stage ?? 'round')
    }
    // Assess
    expect(stages).toEqual(['accounts', 'users', 'round', 'accounts'])
  })
})

describe('a check while people pay', () => {
  it('finds nothing in a right ledger, and misses nothing', { timeout: timeLimit(30_000) }, async () => {
    // Prepare
    const random = randomOf(RACE_SEED)
    const users = await Promise.all([anEarner(), anEarner(), anEarner()])
    let isOver = false
    const pick = () => users[Math.floor(random() * users.length)] as UserId
    const pay = async () => {
      for (let i = 0; i < 12; i += 1) await hasEarned(pick(), 1 + Math.floor(random() * 500))
    }
    const check = async () => {
      while (!isOver) await (random() < 0.5 ? audit() : checkNew())
    }
    // Act
    const checks = [check(), check()]
    await Promise.all([pay(), pay(), pay(), pay()])
    isOver = true
    await Promise.all(checks)
    await checkNew()
    // Assess
    expect(await found(), `seed ${RACE_SEED}`).toEqual([])
    for (const user of users) {
      const { posted, version } = await Balance.findById(walletOf(user)).lean().orFail()
      expect(await LedgerCheckpoint.findById(walletOf(user)).lean()).toMatchObject({ posted, version })
    }
    expect(await verifyLedger()).toEqual([])
  })
})

describe('a rebuild', () => {
  it('can be stopped after each page, goes on there, and ends with what differs and new checkpoints', async () => {
    // Prepare
    const [first, second] = [await anEarner(), await anEarner()]
    await checkNew()
    await LedgerCheckpoint.updateOne({ _id: walletOf(first) }, { $set: { posted: 1 } }) // a wrong checkpoint
    await Balance.updateOne({ _id: walletOf(second) }, { $inc: { posted: 7 } })
    await audit()
    expect((await found()).length).toBeGreaterThan(1)
    // Act
    const stages: unknown[] = []
    let rebuilt: Awaited<ReturnType<typeof rebuildLedger>> = null
    while (!rebuilt) {
      rebuilt = await rebuildLedger({ isStopped: () => true })
      stages.push((await rebuildInProgress())?.stage ?? 'end')
      if (!rebuilt) await hasEarned(first, 10) // people pay meanwhile
    }
    // Assess
    expect(stages).toEqual(['accounts', 'users', 'end'])
    expect(rebuilt.differences).toEqual([
      { what: walletOf(second), stored: 1_007, derived: 1_000 },
      { what: `transactions of ${second}`, stored: 1_000, derived: 1_007 },
    ])
    expect(await LedgerCheckpoint.findById(walletOf(first)).lean()).toMatchObject({
      posted: 1_020,
      version: 3,
    })
    expect((await found()).filter((account) => account.includes(first))).toEqual([])
  })
})
