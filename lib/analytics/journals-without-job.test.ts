import { afterEach, describe, expect, it } from 'vitest'
import { countTouched } from '#lib/analytics/count-touched.ts'
import { getReport } from '#lib/analytics/get-report.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { closeAccount } from '#lib/privacy/close-account.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { aDueRequest } from '#lib/testing/erasures.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aCraftsman, anAdmin } from '#lib/testing/people.ts'
import { hasEarned } from '#lib/testing/wallets.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const stripe = aStripe()
afterEach(() => emptyDatabase())

const day = (at: Date) => at.toISOString().slice(0, 10)

/** The report of money about yesterday to tomorrow. */
async function reported() {
  const range = { from: day(addMs(clock(), -DAY)), to: day(addMs(clock(), 2 * DAY)), groupBy: 'day' }
  const { totals } = (await getReport('money', range as never, (await anAdmin()) as Principal)) as {
    totals: Record<string, number | null>
  }
  return { goodwill: totals.goodwill, chargebacks: totals.chargebacks, refunded: totals.refunded }
}

describe('what journals without a job cost the platform', () => {
  it('is in the report of money: its totals are those of the ledger', async () => {
    // Prepare
    const { id } = await aCraftsman()
    await hasEarned(id, 300)
    const { payment } = await topUp({ amount: asPiastres(10_000), gateway: 'Stripe' }, id)
    const { gatewayPaymentId: intent = '' } = await Payment.findById(payment.id).lean().orFail()
    await stripe.its.pay(intent, 'paid')
    await aDueRequest({ id }, true)
    expect(await closeAccount(id)).toBe('closed')
    await stripe.its.chargeBack(intent, undefined, 4_000)
    // Act
    await runToEnd(countTouched)
    const counted = await reported()
    await rebuildAnalytics()
    // Assess
    const ledger = {
      goodwill: 0 - (await sumOf('platform:goodwill')),
      chargebacks: 0 - (await sumOf('platform:chargebacks')),
      refunded: 0,
    }
    expect(ledger).toMatchObject({ goodwill: -10_300, chargebacks: 4_000 })
    expect([counted, await reported()]).toEqual([ledger, ledger])
  })
})
