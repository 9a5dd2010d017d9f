import { expect, it } from 'vitest'
import { debtOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount, anEarner } from '#lib/testing/payouts.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { owesFee } from '#lib/testing/wallets.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()

/** A craftsman who owes a fee beside earnings, as until the sweep ends the time to appeal against a decision. */
async function aDebtorWithEarnings() {
  const { craftsman, accountId } = await anEarner(200_000)
  await owesFee(craftsman.id, 30_000)
  return { userId: craftsman.id, payoutAccountId: accountId }
}

it('what is owed is taken before anything is withdrawn', async () => {
  // Prepare
  const { userId, payoutAccountId } = await aDebtorWithEarnings()
  const earned = await balanceOf(walletOf(userId))
  const left = asPiastres(earned - 30_000)
  // Act
  const all = withdraw({ userId, payoutAccountId, amount: earned })
  // Assess
  await expect(all).rejects.toMatchObject({ code: 'NOT_ENOUGH_TO_WITHDRAW' })
  await withdraw({ userId, payoutAccountId, amount: left })
  expect([await balanceOf(debtOf(userId)), await balanceOf(walletOf(userId))]).toEqual([0, 0])
  expect(await verifyLedger()).toEqual([])
})

it('a withdrawal that is refused takes nothing', async () => {
  // Prepare
  const { userId } = await aDebtorWithEarnings()
  const stranger = await aBankAccount(await aCraftsman())
  // Act
  const refused = withdraw({ userId, payoutAccountId: stranger, amount: asPiastres(10_000) })
  // Assess
  await expect(refused).rejects.toMatchObject({ code: 'PAYOUT_ACCOUNT_NOT_FOUND' })
  expect(await balanceOf(debtOf(userId))).toBe(-30_000)
})
