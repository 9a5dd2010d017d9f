import { afterEach, expect, it } from 'vitest'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { debtOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { GROUNDS } from '#lib/testing/disputes.ts'
import { aConfirmedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
afterEach(() => setClockOffset(0))

/** A craftsman who owes the fee of a Cash job, because their earnings were frozen by a dispute that was withdrawn since. */
async function aDebtorWithEarnings() {
  const { craftsman, client, jobId } = await aConfirmedJob({ paymentType: 'Escrow', price: 200_000 })
  const { id } = await createDispute({ jobId, ...GROUNDS }, client)
  await aConfirmedJob({ paymentType: 'Cash', price: 300_000, craftsman })
  expect(await balanceOf(debtOf(craftsman.id))).toBe(-30_000)
  await withdrawDispute(id as DisputeId, client)
  setClockOffset(5 * DAY)
  return { userId: craftsman.id, payoutAccountId: await aBankAccount(craftsman) }
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
