import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aDecidedJob, decide, GROUNDS } from '#lib/testing/disputes.ts'
import { aConfirmedJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const reason = 'The photos were not looked at'

describe('the craftsman’s part of a decision', () => {
  it('does not clear, and pays no fees, until the time to appeal is over', async () => {
    // Prepare
    const { craftsman, contractId } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    const cash = await aJobIn('Completed', { price: 60_000, craftsman })
    await confirmContract({ jobId: cash.jobId, client: cash.client })
    // Act and assess
    setClockOffset(71 * HOUR)
    await runToEnd(applyDisputeSteps)
    expect(await fundsOf(craftsman.id)).toMatchObject({
      earnings: 135_000,
      uncleared: 135_000,
      withdrawable: 0,
      feesDue: 6_000,
    })
    setClockOffset(72 * HOUR + MINUTE)
    expect(await fundsOf(craftsman.id)).toMatchObject({ withdrawable: 135_000 })
    await runToEnd(applyDisputeSteps)
    await runToEnd(applyDisputeSteps)
    expect(await fundsOf(craftsman.id)).toMatchObject({ withdrawable: 129_000, feesDue: 0 })
    expect((await Contract.findById(contractId).lean())?.frozen).toBe(0)
    expect(await verifyLedger()).toEqual([])
  })

  it('does not clear while an appeal runs, and clears with the decision', async () => {
    const { craftsman, client, disputeId } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    setClockOffset(70 * HOUR)
    await appealDispute(disputeId, { reason }, client)
    setClockOffset(30 * DAY)
    await runToEnd(applyDisputeSteps)
    expect(await fundsOf(craftsman.id)).toMatchObject({ uncleared: 135_000, withdrawable: 0 })
    await decide(disputeId, { client: 50_000, craftsman: 150_000 })
    expect(await fundsOf(craftsman.id)).toMatchObject({ uncleared: 0, withdrawable: 135_000 })
  })

  it('keeps what is not of this contract out of it: other earnings can be withdrawn', async () => {
    const other = await aConfirmedJob({ paymentType: 'Escrow', price: 100_000 })
    setClockOffset(25 * HOUR)
    const overrides = { paymentType: 'Escrow' as const, price: 200_000, craftsman: other.craftsman }
    const job = await aConfirmedJob(overrides)
    const disputeId = (await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)).id as DisputeId
    await decide(disputeId, { client: 100_000, craftsman: 80_000 })
    expect(await fundsOf(job.craftsman.id)).toMatchObject({
      earnings: 170_000,
      uncleared: 80_000,
      withdrawable: 90_000,
    })
  })

  it('leaves no room for goodwill before it is final', async () => {
    const { contractId } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    const pay = () =>
      anAdmin().then(({ id }) =>
        payGoodwill(contractId, { clientAmount: asPiastres(10_000), note: 'Sorry' }, id),
      )
    await expect(pay()).rejects.toMatchObject({ code: 'CONTRACT_NOT_SETTLED' })
    setClockOffset(72 * HOUR + MINUTE)
    expect(await pay()).toMatchObject({ amount: 10_000 })
  })
})
