import { afterEach, expect, it } from 'vitest'
import { Payout } from '#lib/model/payout.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { DAY, setClockOffset } from '#lib/platform/clock.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { aManualRefund } from '#lib/testing/refunds.ts'
import { runToEnd } from '#lib/testing/work.ts'

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
