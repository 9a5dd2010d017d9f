import { beforeEach, describe, expect, it } from 'vitest'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'

aDatabase()
beforeEach(emptyDatabase)

const aToppedUpCraftsman = async (amount = 7_000) => {
  const { id } = await aCraftsman()
  await inTransaction(async (tx) => {
    const postings = [
      { account: 'gateway:Fawry' as const, amount: -amount },
      { account: prepaidOf(id), amount },
    ]
    await postJournal(tx, { key: `payment:${id}`, kind: 'topUp', postings, at: clock() })
    await recordTransaction(tx, {
      userId: id,
      type: 'Deposit',
      amount,
      status: 'Completed',
      at: clock(),
    })
  })
  return id
}

describe('verifying the ledger', () => {
  it('finds nothing if everything is right', async () => {
    await aPaidJob()
    await aToppedUpCraftsman()
    expect(await verifyLedger()).toEqual([])
  })

  it('finds a balance that somebody changed', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Balance.updateOne({ _id: prepaidOf(id) }, { $set: { posted: 7_001 } })
    expect(await verifyLedger()).toEqual([{ what: prepaidOf(id), stored: 7_001, derived: 7_000 }])
  })

  it('finds a journal that was changed in the database', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Journal.collection.updateOne(
      { key: `payment:${id}` },
      { $set: { 'postings.1.amount': 9_000 } },
      { bypassDocumentValidation: true },
    )
    const found = (await verifyLedger()).map(({ what }) => what)
    expect(found).toEqual([`journal payment:${id}`, prepaidOf(id), `transactions of ${id}`])
  })

  it('finds a wallet balance that its transactions do not add up to', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await User.updateOne({ _id: id }, { $inc: { 'wallet.balance': 1 } })
    expect(await verifyLedger()).toEqual([{ what: `wallet shown to ${id}`, stored: 7_001, derived: 7_000 }])
  })

  it('finds a transaction that is missing from the statement', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Transaction.deleteMany({})
    await User.updateOne({ _id: id }, { $set: { 'wallet.balance': 0 } })
    expect(await verifyLedger()).toEqual([{ what: `transactions of ${id}`, stored: 0, derived: 7_000 }])
  })

  it('finds a balance without any journal', async () => {
    const account = walletOf((await aCraftsman()).id)
    await Balance.create({ _id: account, posted: 5, version: 1 })
    expect(await verifyLedger()).toEqual([{ what: account, stored: 5, derived: 0 }])
  })
})
