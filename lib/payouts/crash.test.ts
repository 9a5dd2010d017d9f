import { afterAll, beforeAll, expect, it } from 'vitest'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { doomedRuns } from '#lib/testing/crashing.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { providerAt, TestProvider } from '#lib/testing/payout-provider.ts'
import { aPayout, runPayoutsThrough } from '#lib/testing/payouts.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { leasesEnd } from '#lib/testing/work.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

const provider = new TestProvider()
let url: string

aDatabase({ own: true })
beforeAll(async () => {
  url = await provider.start()
})
afterAll(() => provider.stop())

it(
  'a payout run loses nothing and pays nothing twice, even if it is killed at any point and started again',
  async () => {
    let killed = 0
    for await (const { point, dies } of doomedRuns('crashing-payout-run')) {
      killed = point
      // Prepare
      await emptyDatabase()
      provider.orders.clear()
      const [byBank, byStripe] = [await aPayout(), await aPayout({ throughStripe: true, amount: 70_000 })]
      // Act
      const ended = await dies(url)
      const isRightAfterTheCrash = await verifyLedger()
      await leasesEnd()
      await runPayoutsThrough(providerAt(url))
      // Assess
      const at = `killed at point ${point}`
      expect(isRightAfterTheCrash, at).toEqual([])
      expect(await verifyLedger(), at).toEqual([])
      expect(provider.orders.get(byStripe.payoutId), at).toMatchObject({ amount: 70_000, outcome: 'paid' })
      expect(await Payout.findById(byStripe.payoutId).lean(), at).toMatchObject({ status: 'Paid' })
      expect(await getBalance(byStripe.craftsman.id), at).toMatchObject({ balance: 0, pending: 0 })
      expect(await getBalance(byBank.craftsman.id), at).toMatchObject({ balance: 100_000, pending: 100_000 })
      expect(await Payout.findById(byBank.payoutId).lean(), at).toMatchObject({ status: 'Batched' })
      expect(await PayoutBatch.find().lean(), at).toMatchObject([{ count: 2, total: 170_000 }])
      expect(await Outbox.countDocuments({ type: 'payout.paid' }), at).toBe(1)
      if (ended) break
    }
    expect(killed, 'the last point at which it was killed').toBeGreaterThan(20)
  },
  timeLimit(20_000),
)
