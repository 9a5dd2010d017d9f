import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { debtOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { decide, GROUNDS } from '#lib/testing/disputes.ts'
import { aConfirmedJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

aDatabase()
beforeEach(emptyDatabase)
afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
})

const PRICE = 200_000
/** What an Escrow job of that price earns, and the fee of a Cash job of that price. */
const [EARNED, FEE] = [180_000, 20_000]

it('a dispute freezes what is there: a fee that was paid from it before is not frozen a second time', async () => {
  // Prepare
  const { craftsman, client, jobId } = await aConfirmedJob({ paymentType: 'Escrow', price: PRICE })
  await aConfirmedJob({ paymentType: 'Cash', price: PRICE, craftsman })
  await createDispute({ jobId, ...GROUNDS }, client)
  await hasEarned(craftsman.id, 100_000)
  setClockOffset(2 * DAY)
  // Act
  const { withdrawableBalance, pending, balance } = await getBalance(craftsman.id)
  // Assess
  expect([balance, pending, withdrawableBalance]).toEqual([EARNED - FEE + 100_000, EARNED - FEE, 100_000])
  const payoutAccountId = await aBankAccount(craftsman)
  const request = { userId: craftsman.id, payoutAccountId }
  await expect(withdraw({ ...request, amount: asPiastres(100_001) })).rejects.toMatchObject({
    code: 'NOT_ENOUGH_TO_WITHDRAW',
  })
  expect(await withdraw({ ...request, amount: asPiastres(100_000) })).toMatchObject({ status: 'Pending' })
})

it('earnings that a dispute froze pay what is owed as soon as it is withdrawn', async () => {
  // Prepare
  const { craftsman, client, jobId } = await aConfirmedJob({ paymentType: 'Escrow', price: PRICE })
  const { id } = await createDispute({ jobId, ...GROUNDS }, client)
  await aConfirmedJob({ paymentType: 'Cash', price: PRICE, craftsman })
  const owed = await balanceOf(debtOf(craftsman.id))
  // Act
  await withdrawDispute(id as DisputeId, client)
  // Assess
  expect([owed, await balanceOf(debtOf(craftsman.id))]).toEqual([-FEE, 0])
  expect((await getBalance(craftsman.id)).balance).toBe(EARNED - FEE)
})

it('a decision for the craftsman freezes no more than was there, until the time to appeal is over', async () => {
  // Prepare
  const { craftsman, client, jobId } = await aConfirmedJob({ paymentType: 'Escrow', price: PRICE })
  for (let fees = 0; fees < 4; fees += 1)
    await aConfirmedJob({ paymentType: 'Cash', price: PRICE, craftsman })
  const { id } = await createDispute({ jobId, ...GROUNDS }, client)
  await hasEarned(craftsman.id, 100_000)
  const funds = async () => {
    const { withdrawableBalance, pending } = await getBalance(craftsman.id)
    return [withdrawableBalance, pending]
  }
  const disputed = await funds()
  // Act
  await decide(id as DisputeId, { client: 0, craftsman: EARNED - 4 * FEE })
  // Assess
  expect([disputed, await funds()]).toEqual([
    [100_000, 100_000],
    [100_000, 100_000],
  ])
})
