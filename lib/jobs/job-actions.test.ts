import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { MoneyRule } from '#lib/process/process.ts'
import { heldAmount, type Split, splitBy } from '#lib/process/settlement.ts'
import { aConfirmedJob, aHiredJob, aJob, aJobIn, aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, anAdmin } from '#lib/testing/people.ts'

aDatabase()
afterEach(() => setClockOffset(0))

describe('the actions of a job', () => {
  it('show the client what it costs to cancel while the craftsman is on the way, as in api.md', async () => {
    const { jobId, client } = await aJobIn('On The Way', { paymentType: 'Escrow', price: 200_000 })
    const { status, actions } = await jobActions(jobId, client)
    expect(status).toBe('On The Way')
    expect(actions).toContainEqual({
      action: 'cancel',
      to: 'Cancelled',
      until: null,
      allowed: true,
      because: null,
      money: { client: 190_000, craftsman: 10_000, platform: 0 },
    })
  })

  it('show what happens if the client does not confirm after the craftsman has called the job completed', async () => {
    const { jobId, client, contractId } = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
    const { ifNobodyActs } = await jobActions(jobId, client)
    const { confirmBy } = (await Contract.findById(contractId).lean()) ?? {}
    expect(ifNobodyActs).toEqual({
      at: confirmBy?.toISOString(),
      to: 'Completed',
      money: { client: 0, craftsman: 180_000, platform: 20_000 },
    })
  })

  it('list an action that is not allowed now with the error code that it would get', async () => {
    const { jobId, craftsman } = await aHiredJob({ paymentType: 'Escrow' })
    const { actions } = await jobActions(jobId, craftsman)
    expect(actions.find(({ action }) => action === 'setOut')).toMatchObject({
      allowed: false,
      because: 'NOT_PAID',
    })
    await expect(updateJobStatus(jobId, { status: 'On The Way' }, craftsman)).rejects.toMatchObject({
      code: 'NOT_PAID',
    })
  })

  it('allow the craftsman to set out once the job is paid', async () => {
    const { jobId, craftsman } = await aPaidJob()
    expect((await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)).status).toBe('On The Way')
  })

  it('offer the client only the free cancellation 24 hours after the agreed time', async () => {
    const agreed = new Date(clock().getTime() + 2 * HOUR)
    const { jobId, client } = await aJobIn('On The Way', {
      paymentType: 'Escrow',
      price: 200_000,
      availableAt: agreed,
    })
    setClockOffset(27 * HOUR)
    const { actions } = await jobActions(jobId, client)
    const cancels = actions.filter(({ action }) => action === 'cancel')
    expect(cancels).toMatchObject([{ allowed: true, money: { client: 200_000, craftsman: 0, platform: 0 } }])
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    expect(await Contract.findOne({ job: jobId }).lean()).toMatchObject({ payment: 'Refunded' })
  })

  it('show staff how to decide a dispute that holds nothing, and hide the job from another client', async () => {
    const { jobId } = await aJobIn('Disputed')
    expect((await jobActions(jobId, await anAdmin())).actions.map(({ to }) => to)).toEqual([
      'Completed',
      'Cancelled',
    ])
    await expect(jobActions(jobId, await aClient())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
  })

  it('show a stranger no transitions of an open job, but its lapse', async () => {
    const { jobId } = await aJob()
    expect(await jobActions(jobId, await aClient())).toMatchObject({
      actions: [],
      ifNobodyActs: { to: 'Cancelled' },
    })
  })
})

describe('the split of what is held', () => {
  const terms = {
    visitFee: { rate: 1_500, most: 10_000 },
    deposit: { rate: 2_000, least: 10_000 },
    feeRate: 1_000,
  }
  const contract = (overrides: object) =>
    ({
      price: 200_000,
      platformFee: 20_000,
      deposit: 0,
      paymentType: 'Escrow',
      payment: 'Held',
      terms,
      ...overrides,
    }) as never

  const rules: MoneyRule[] = ['refund', 'release', 'visitFee']
  const contracts = [
    contract({}),
    contract({ price: 1, platformFee: 0 }),
    contract({ price: 33_333, platformFee: 3_333 }),
    contract({ payment: 'Unpaid' }),
    contract({ paymentType: 'Cash', payment: 'Cash' }),
    contract({ paymentType: 'CashProtected', deposit: 40_000 }),
    contract({ paymentType: 'CashProtected', deposit: 10_000, platformFee: 20_000 }),
  ]

  it.each(rules)('by %s adds up to what is held, to the piastre', (rule) => {
    for (const each of contracts) {
      const { client, craftsman, platform } = splitBy(rule, each) as Split
      expect(client + craftsman + platform).toBe(heldAmount(each))
    }
  })

  it('turns the part of the fee that exceeds the deposit into the craftsman’s debt', () => {
    const split = splitBy(
      'release',
      contract({ paymentType: 'CashProtected', deposit: 10_000, platformFee: 20_000 }),
    )
    expect(split).toEqual({ client: 0, craftsman: -10_000, platform: 20_000 })
  })

  it('takes the visit fee from the deposit, at most the deposit', () => {
    const small = contract({ paymentType: 'CashProtected', deposit: 4_000 })
    expect(splitBy('visitFee', small)).toEqual({ client: 0, craftsman: 4_000, platform: 0 })
  })
})

describe('a transition', () => {
  it('records the fee on the contract, and counts a confirmed job for both', async () => {
    const { contractId, client, craftsman } = await aConfirmedJob({ price: 12_345 })
    expect(await Contract.findById(contractId).lean()).toMatchObject({
      platformFee: 1_235,
      payment: 'Cash',
      status: 'Completed',
    })
    const people = await User.find({ _id: trusted({ $in: [client.id, craftsman.id] }) }).lean()
    expect(people).toHaveLength(2)
    expect(people.every(({ completedJobs }) => completedJobs === 1)).toBe(true)
  })

  it('records a strike for a craftsman who cancels on the way, and for a client who then cancels a Cash job', async () => {
    const cancelledByCraftsman = await aJobIn('On The Way')
    await updateJobStatus(cancelledByCraftsman.jobId, { status: 'Cancelled' }, cancelledByCraftsman.craftsman)
    const cancelledByClient = await aJobIn('On The Way')
    await updateJobStatus(cancelledByClient.jobId, { status: 'Cancelled' }, cancelledByClient.client)
    const paid = await aJobIn('On The Way', { paymentType: 'Escrow' })
    await updateJobStatus(paid.jobId, { status: 'Cancelled' }, paid.client)
    expect(await Strike.countDocuments({ user: cancelledByCraftsman.craftsman.id })).toBe(1)
    expect(await Strike.countDocuments({ user: cancelledByClient.client.id })).toBe(1)
    expect(await Strike.countDocuments({ user: paid.client.id })).toBe(0)
  })

  it('to Disputed needs a reason, and is refused later than 7 days after completion', async () => {
    const { jobId, client } = await aConfirmedJob()
    await expect(updateJobStatus(jobId, { status: 'Disputed' }, client)).rejects.toMatchObject({
      code: 'REASON_REQUIRED',
    })
    setClockOffset(7 * DAY + HOUR)
    const late = updateJobStatus(jobId, { status: 'Disputed', reason: 'It broke' }, client)
    await expect(late).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
  })

  it('opens a dispute if the parties name different sums paid in cash', async () => {
    const { jobId, client, craftsman } = await aJobIn('On The Way', {
      paymentType: 'CashProtected',
      price: 100_000,
    })
    await updateJobStatus(jobId, { status: 'Completed', cashPaid: 70_000 }, craftsman)
    await confirmContract({ jobId, client })
    expect(await Contract.findOne({ job: jobId }).lean()).toMatchObject({
      status: 'Disputed',
      cashPaid: { craftsman: 70_000, client: 80_000 },
    })
  })

  it('takes no sum paid in cash above the price, from neither party, and changes nothing then', async () => {
    const { jobId, contractId, client, craftsman } = await aJobIn('On The Way', {
      paymentType: 'CashProtected',
      price: 100_000,
    })
    const finish = (cashPaid: number) => updateJobStatus(jobId, { status: 'Completed', cashPaid }, craftsman)
    await expect(finish(100_001)).rejects.toMatchObject({ code: 'CASH_PAID_ABOVE_PRICE' })
    await finish(100_000)
    for (const cashPaid of [100_001, 100_000_000]) {
      await expect(confirmContract({ jobId, client, cashPaid })).rejects.toMatchObject({
        code: 'CASH_PAID_ABOVE_PRICE',
      })
      const byStatus = updateJobStatus(jobId, { status: 'Completed', cashPaid }, client)
      await expect(byStatus).rejects.toMatchObject({ code: 'CASH_PAID_ABOVE_PRICE' })
    }
    expect(await Contract.findById(contractId).lean()).toMatchObject({ status: 'Active' })
    await confirmContract({ jobId, client, cashPaid: 100_000 })
    expect(await Contract.findById(contractId).lean()).toMatchObject({ status: 'Completed' })
  })

  it('releases the money if the parties name the same sum', async () => {
    const { jobId, client, craftsman } = await aJobIn('On The Way', {
      paymentType: 'CashProtected',
      price: 100_000,
    })
    await updateJobStatus(jobId, { status: 'Completed', cashPaid: 70_000 }, craftsman)
    await confirmContract({ jobId, client, cashPaid: 70_000 })
    expect(await Contract.findOne({ job: jobId }).lean()).toMatchObject({
      status: 'Completed',
      payment: 'Released',
    })
  })

  it('by staff does not decide a dispute while money is held', async () => {
    const { jobId } = await aJobIn('Disputed', { paymentType: 'Escrow' })
    const deciding = updateJobStatus(
      jobId,
      { status: 'Cancelled', reason: 'Seen the photos' },
      await anAdmin(),
    )
    await expect(deciding).rejects.toMatchObject({ code: 'SPLIT_REQUIRED' })
  })
})
