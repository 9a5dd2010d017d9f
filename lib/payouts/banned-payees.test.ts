import { afterEach, expect, it } from 'vitest'
import { Payout } from '#lib/model/payout.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import type { PayoutId } from '#lib/platform/ids.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { aManualRefund } from '#lib/testing/refunds.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

aDatabase()

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
})

const ban = (id: string) => User.updateOne({ _id: id }, { $set: { isBanned: true } })

it('a refund goes out to a client who was banned meanwhile: it is their money', async () => {
  // Prepare
  const { client, refundId } = await aManualRefund()
  await ban(client.id)
  setClockOffset(5 * DAY)
  // Act
  await runToEnd(runPayouts)
  // Assess
  expect(await Payout.findOne({ refund: refundId }).lean()).toMatchObject({
    purpose: 'Refund',
    status: 'Batched',
  })
})

it('a withdrawal of a banned craftsman waits for staff', async () => {
  // Prepare
  const { craftsman, payoutId } = await aPayout()
  await ban(craftsman.id)
  setClockOffset(5 * DAY)
  // Act
  await runToEnd(runPayouts)
  // Assess
  expect((await Payout.findById(payoutId).lean())?.status).toBe('Requested')
})

it('a withdrawal of a banned craftsman is settled by staff, who alone can: it is paid, or in the wallet again', async () => {
  // Prepare
  const admin = await anAdmin()
  const held = await Promise.all([aPayout(), aPayout()])
  const settle = ({ payoutId }: { payoutId: PayoutId }, outcome: 'paid' | 'failed') =>
    settleManually(payoutId, { outcome, reason: 'As agreed with them' }, admin.id)
  await expect(settle(held[0], 'paid')).rejects.toMatchObject({ code: 'PAYOUT_NOT_UNDER_WAY' })
  for (const { craftsman } of held) await ban(craftsman.id)
  // Act
  await settle(held[0], 'paid')
  await settle(held[1], 'failed')
  // Assess
  const have = await Promise.all(held.map(({ craftsman }) => getBalance(craftsman.id)))
  expect(have).toMatchObject([{ balance: 0 }, { withdrawableBalance: 100_000 }])
  await expect(settle(held[0], 'paid')).rejects.toMatchObject({ code: 'PAYOUT_NOT_UNDER_WAY' })
})
