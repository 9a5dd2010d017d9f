import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { User } from '#lib/model/user.model.ts'
import { payoutOf, walletOf } from '#lib/money/accounts.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { HOUR } from '#lib/platform/clock.ts'
import { idOf, newId, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { providerAt, TestProvider } from '#lib/testing/payout-provider.ts'
import { aPayout, runPayoutsThrough } from '#lib/testing/payouts.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const provider = new TestProvider()
let url: string

aDatabase()
beforeAll(async () => {
  url = await provider.start()
})
afterEach(async () => {
  provider.orders.clear()
  await emptyDatabase()
})
afterAll(() => provider.stop())

const run = () => runPayoutsThrough(providerAt(url))
const statusOf = async (payoutId: PayoutId) => (await Payout.findById(payoutId).lean())?.status

describe('a payout whose accounts differ in the ledger', () => {
  it.each(['payout', 'wallet'] as const)(
    'pays nothing while the %s differs from its journals, but everybody else, and goes on once it is mended',
    async (kind) => {
      // Prepare
      const [differing, other] = [
        await aPayout({ throughStripe: true }),
        await aPayout({ throughStripe: true }),
      ]
      const account = kind === 'payout' ? payoutOf(differing.payoutId) : walletOf(differing.craftsman.id)
      await Balance.updateOne({ _id: account }, { $inc: { posted: 1 } })
      // Act
      await run()
      const [first, second] = [await statusOf(differing.payoutId), await statusOf(other.payoutId)]
      await Balance.updateOne({ _id: account }, { $inc: { posted: -1 } })
      await run()
      // Assess
      expect([first, second, await statusOf(differing.payoutId)]).toEqual(['Requested', 'Paid', 'Paid'])
    },
  )

  it('does not send a payout whose accounts differ since it was batched', async () => {
    // Prepare
    const { craftsman, payoutId } = await aPayout({ throughStripe: true })
    await gatherPayouts()
    await User.updateOne({ _id: craftsman.id }, { $inc: { 'wallet.balance': 1 } })
    // Act
    await run()
    // Assess
    expect([await statusOf(payoutId), provider.orders.size]).toEqual(['Batched', 0])
    await User.updateOne({ _id: craftsman.id }, { $inc: { 'wallet.balance': -1 } })
  })

  it('does not pay more than what is reserved for a payout', async () => {
    // Prepare
    const { payoutId } = await aPayout({ throughStripe: true, amount: 60_000 })
    await Payout.updateOne({ _id: payoutId }, { $set: { amount: 60_001 } })
    // Act
    await run()
    // Assess
    expect([await statusOf(payoutId), provider.orders.size]).toEqual(['Requested', 0])
  })

  it('gathers what waits behind 500 payouts that it cannot pay', { timeout: timeLimit(30_000) }, async () => {
    // Prepare
    const { payoutId } = await aPayout({ throughStripe: true })
    const payout = await Payout.findById(payoutId).lean().orFail()
    const earlier = new Date(payout.requestedAt.getTime() - HOUR)
    const unpayable = Array.from({ length: 501 }, () => ({
      ...payout,
      _id: objectId(newId<'Payout'>()), // nothing is reserved for it
      requestedAt: earlier,
    }))
    await Payout.collection.insertMany(unpayable)
    // Act
    await run()
    // Assess
    expect(await statusOf(payoutId)).toBe('Paid')
    expect(await Payout.countDocuments({ status: 'Requested' })).toBe(501)
  })

  it('leaves out payouts whose accounts differ before its first download, until they are right', async () => {
    // Prepare
    const [first, second] = [await aPayout(), await aPayout()]
    await gatherPayouts()
    const { _id } = await PayoutBatch.findOne().lean().orFail()
    const admin = await anAdmin()
    await Balance.updateOne({ _id: walletOf(first.craftsman.id) }, { $inc: { posted: 1 } })
    // Act
    const { text } = await call(adminPayoutRoutes.downloadBatch, {
      as: admin,
      params: { batchId: idOf<'PayoutBatch'>(_id) },
    })
    // Assess
    expect([text.includes(first.payoutId), text.includes(second.payoutId)]).toEqual([false, true])
    expect(await statusOf(first.payoutId)).toBe('Requested')
    await Balance.updateOne({ _id: walletOf(first.craftsman.id) }, { $inc: { posted: -1 } })
    await run()
    expect(await statusOf(first.payoutId)).toBe('Batched')
  })
})
