import { afterEach, describe, expect, it } from 'vitest'
import { Transaction } from '#lib/model/transaction.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { hasEarned, hasPrepaid, owesFee } from '#lib/testing/wallets.ts'

aDatabase()
afterEach(async () => expect(await verifyLedger()).toEqual([]))

const collect = (userId: UserId) =>
  inTransaction((tx) => collectDebt(tx, { userId, cause: newId(), at: clock() }))

const feesOf = async (userId: UserId) => {
  const fees = await Transaction.find({ user: objectId(userId), type: 'Fee' })
    .sort({ createdAt: 1, _id: 1 })
    .lean()
  return fees.map(({ amount, status }) => `${amount} ${status}`)
}

describe('the fees that a craftsman owes', () => {
  it('are paid from prepaid money first, then from earnings', async () => {
    const { id } = await aCraftsman()
    await hasPrepaid(id, 3_000)
    await hasEarned(id, 10_000)
    await owesFee(id, 5_000)

    expect(await collect(id)).toBe(5_000)

    expect(await balanceOf(prepaidOf(id))).toBe(0)
    expect(await balanceOf(walletOf(id))).toBe(8_000)
    expect(await balanceOf(debtOf(id))).toBe(0)
    expect(await feesOf(id)).toEqual(['-5000 Completed'])
  })

  it('are paid as far as the money goes, the oldest fee first; the rest stays owed', async () => {
    const { id } = await aCraftsman()
    await owesFee(id, 2_000, addMs(clock(), -2 * DAY))
    await owesFee(id, 4_000, addMs(clock(), -1 * DAY))
    await hasEarned(id, 3_500)

    expect(await collect(id)).toBe(3_500)

    expect(await feesOf(id)).toEqual(['-2000 Completed', '-2500 Pending', '-1500 Completed'])
    expect(await balanceOf(debtOf(id))).toBe(-2_500)
  })

  it('stay owed if the wallet is empty; if nothing is owed, nothing happens', async () => {
    const { id } = await aCraftsman()
    expect(await collect(id)).toBe(0)
    await owesFee(id, 700)
    expect(await collect(id)).toBe(0)
    expect(await feesOf(id)).toEqual(['-700 Pending'])
  })

  it('are collected once, even if they are collected several times at once', async () => {
    const { id } = await aCraftsman()
    await owesFee(id, 5_000)
    await hasEarned(id, 8_000)
    await Promise.all(Array.from({ length: 8 }, () => collect(id)))
    expect(await balanceOf(walletOf(id))).toBe(3_000)
  })
})
