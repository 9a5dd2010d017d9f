import { beforeEach, describe, expect, it } from 'vitest'
import { Balance } from '#lib/model/balance.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { checkLedger } from '#lib/money/check-ledger.ts'
import { rebuildLedger } from '#lib/money/rebuild-ledger.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { mayPay } from '#lib/payouts/check-payouts.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import type { PayoutId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { type Fault, FAULTS } from '#lib/testing/money/planted-faults.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { anEarner, aPayout } from '#lib/testing/payouts.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
beforeEach(emptyDatabase)

const checkNew = () => checkLedger({ until: addMs(realTime(), MINUTE), auditPages: 0 })
const audit = () => checkLedger({ until: addMs(realTime(), MINUTE), auditPages: 5 })
const isPayable = async (payoutId: PayoutId) => mayPay(await Payout.findById(payoutId).lean().orFail())
const differs = async (account: string) =>
  (await LedgerCheckpoint.findById(account).lean())?.differences !== undefined

/** Earnings in versions 1 to 3 of a wallet, and a payout in version 4. `checkAfter`: the last version that was checked. */
async function aWallet({ checkAfter }: { checkAfter: 2 | 4 }) {
  const other = await aPayout()
  const { craftsman, accountId } = await anEarner(30_000)
  await hasEarned(craftsman.id, 20_000)
  if (checkAfter === 2) await checkNew()
  await hasEarned(craftsman.id, 10_000)
  await withdraw({ userId: craftsman.id, amount: asPiastres(15_000), payoutAccountId: accountId })
  if (checkAfter === 4) await checkNew()
  const payout = await Payout.findOne({ amount: 15_000 }).lean().orFail()
  return { userId: craftsman.id, payoutId: payout._id.toHexString() as PayoutId, other }
}

type Finder = 'the check of what is new' | 'the check right before the payout' | 'the rolling audit'

/** What finds a fault in old history, that is before the checkpoint. */
const FOUND_BY: Readonly<Record<Fault, Finder>> = {
  'an amount of a journal was changed, so that it does not add up': 'the rolling audit',
  'two amounts of a journal were changed, so that it still adds up': 'the rolling audit',
  'the balance after a posting was changed': 'the rolling audit',
  'the gateway of a journal was changed': 'the rolling audit',
  'the time of a journal was changed': 'the rolling audit',
  'a journal was dropped': 'the rolling audit',
  'a journal is there twice, with another key': 'the rolling audit',
  'a posting was dropped from a journal': 'the rolling audit',
  'the version of a posting was changed': 'the check right before the payout', // it is beyond the balance's now
  'a balance was changed': 'the check right before the payout',
  'the version of a balance was changed': 'the check right before the payout',
  'a balance was dropped': 'the check right before the payout',
  'the balance that the craftsman sees was changed': 'the check right before the payout',
  'a transaction was changed': 'the check right before the payout',
  'a transaction was dropped': 'the check right before the payout',
}

describe('a fault in what was posted after the checkpoint', () => {
  it.each(Object.keys(FAULTS) as Fault[])('%s: found by the check of what is new', async (fault) => {
    // Prepare
    const { userId, payoutId, other } = await aWallet({ checkAfter: 2 })
    await FAULTS[fault]({ userId, version: 3 })
    // Act
    await checkNew()
    // Assess
    const isLost = fault === 'a balance was dropped' // and with it the mark
    expect(await differs(walletOf(userId))).toBe(!isLost)
    expect(await isPayable(payoutId)).toBe(false)
    expect(await differs(walletOf(userId))).toBe(true)
    expect(await isPayable(other.payoutId)).toBe(true)
    expect(await verifyLedger()).not.toEqual([])
  })
})

describe('a fault in what was posted before the checkpoint', () => {
  it.each(Object.entries(FOUND_BY) as [Fault, Finder][])('%s: found by %s', async (fault, finder) => {
    // Prepare
    const { userId, payoutId, other } = await aWallet({ checkAfter: 4 })
    await FAULTS[fault]({ userId, version: 2 })
    // Act
    await checkNew()
    const found = [await differs(walletOf(userId))]
    const wasPayable = await isPayable(payoutId)
    found.push(await differs(walletOf(userId)))
    await audit()
    found.push(await differs(walletOf(userId)))
    // Assess
    expect(found).toEqual([false, finder === 'the check right before the payout', true])
    expect(wasPayable).toBe(finder === 'the rolling audit')
    expect(await isPayable(payoutId)).toBe(false)
    expect(await isPayable(other.payoutId)).toBe(true)
    expect((await rebuildLedger())?.differences).not.toEqual([])
  })

  it('stops the account until it is mended, and then no longer', async () => {
    // Prepare
    const { userId, payoutId } = await aWallet({ checkAfter: 4 })
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { posted: 1 } })
    expect(await isPayable(payoutId)).toBe(false)
    // Act
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { posted: -1 } })
    // Assess
    expect(await isPayable(payoutId)).toBe(true)
    expect(await differs(walletOf(userId))).toBe(false)
  })
})
