import { beforeEach, describe, expect, it } from 'vitest'
import { prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { clock } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'
import { User } from '#lib/users/user.model.ts'

aDatabase()
beforeEach(emptyDatabase)

const aToppedUpCraftsman = async (amount = 7_000) => {
  const { id } = await aCraftsman()
  await inTransaction(async (session) => {
    const lines = [
      { account: 'gateway:Fawry' as const, amount: -amount },
      { account: prepaidOf(id), amount },
    ]
    await postJournal(session, { key: `payment:${id}`, kind: 'topUp', lines, at: clock() })
    await recordTransaction(session, {
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
  it('finds nothing where all is right', async () => {
    await aPaidJob()
    await aToppedUpCraftsman()
    expect(await verifyLedger()).toEqual([])
  })

  it('finds a balance that somebody changed', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Balance.updateOne({ _id: prepaidOf(id) }, { $set: { posted: 7_001 } })
    expect(await verifyLedger()).toEqual([{ what: prepaidOf(id), kept: 7_001, derived: 7_000 }])
  })

  it('finds a journal that was changed behind its back', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Journal.collection.updateOne(
      { key: `payment:${id}` },
      { $set: { 'lines.1.amount': 9_000 } },
      { bypassDocumentValidation: true },
    )
    const found = (await verifyLedger()).map(({ what }) => what)
    expect(found).toEqual([`journal payment:${id}`, prepaidOf(id), `transactions of ${id}`])
  })

  it('finds a wallet that shows what no transaction says', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await User.updateOne({ _id: id }, { $inc: { 'wallet.balance': 1 } })
    expect(await verifyLedger()).toEqual([{ what: `wallet shown to ${id}`, kept: 7_001, derived: 7_000 }])
  })

  it('finds a transaction that no journal covers', async () => {
    const id = await aToppedUpCraftsman(7_000)
    await Transaction.deleteMany({})
    await User.updateOne({ _id: id }, { $set: { 'wallet.balance': 0 } })
    expect(await verifyLedger()).toEqual([{ what: `transactions of ${id}`, kept: 0, derived: 7_000 }])
  })

  it('finds a balance that no journal knows', async () => {
    const account = walletOf((await aCraftsman()).id)
    await Balance.create({ _id: account, posted: 5, version: 1 })
    expect(await verifyLedger()).toEqual([{ what: account, kept: 5, derived: 0 }])
  })
})
