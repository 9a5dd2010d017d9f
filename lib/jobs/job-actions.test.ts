import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { heldFor, splitBy, type Split } from '#lib/jobs/settlement.ts'
import { Strike } from '#lib/jobs/strike.model.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import type { MoneyRule } from '#lib/jobs/process.ts'
import { clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { aConfirmedJob, aHiredJob, aJob, aJobIn, aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, anAdmin } from '#lib/testing/people.ts'
import { User } from '#lib/users/user.model.ts'

aDatabase()
afterEach(() => setClockOffset(0))

describe('what can I do now', () => {
  it('shows the client on whose way the craftsman is what cancelling costs, as api.md has it', async () => {
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

  it('says what silence does once the craftsman calls it completed', async () => {
    const { jobId, client, contractId } = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
    const { ifNobodyActs } = await jobActions(jobId, client)
    const { confirmBy } = (await Contract.findById(contractId).lean()) ?? {}
    expect(ifNobodyActs).toEqual({
      at: confirmBy?.toISOString(),
      to: 'Completed',
      money: { client: 0, craftsman: 180_000, platform: 20_000 },
    })
  })

  it('lists an action that is not allowed now with the code that it would be refused with', async () => {
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

  it('opens the way once it is paid', async () => {
    const { jobId, craftsman } = await aPaidJob()
    expect((await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)).status).toBe('On The Way')
  })

  it('offers the client to leave for nothing 24 hours after the agreed time, and not to pay for it', async () => {
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

  it('shows staff a dispute that holds nothing, and no client another client', async () => {
    const { jobId } = await aJobIn('Disputed')
    expect((await jobActions(jobId, await anAdmin())).actions.map(({ to }) => to)).toEqual([
      'Completed',
      'Cancelled',
    ])
    await expect(jobActions(jobId, await aClient())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
  })

  it('shows a stranger of an open job no moves, and its lapse', async () => {
    const { jobId } = await aJob()
    expect(await jobActions(jobId, await aClient())).toMatchObject({
      actions: [],
      ifNobodyActs: { to: 'Cancelled' },
    })
  })
})

describe('how what is held is split', () => {
  const terms = {
    visitFee: { rate: 1_500, most: 10_000 },
    deposit: { rate: 2_000, least: 10_000 },
    feeRate: 1_000,
  }
  const contract = (wishes: object) =>
    ({
      price: 200_000,
      platformFee: 20_000,
      deposit: 0,
      paymentType: 'Escrow',
      payment: 'Held',
      terms,
      ...wishes,
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
      expect(client + craftsman + platform).toBe(heldFor(each))
    }
  })

  it('makes a fee that is more than the deposit the craftsman’s debt', () => {
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

describe('moves and what they leave behind', () => {
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

  it('strikes a craftsman who gives the visit up, and a client of a Cash job who cancels on his way', async () => {
    const given = await aJobIn('On The Way')
    await updateJobStatus(given.jobId, { status: 'Cancelled' }, given.craftsman)
    const left = await aJobIn('On The Way')
    await updateJobStatus(left.jobId, { status: 'Cancelled' }, left.client)
    const paid = await aJobIn('On The Way', { paymentType: 'Escrow' })
    await updateJobStatus(paid.jobId, { status: 'Cancelled' }, paid.client)
    expect(await Strike.countDocuments({ user: given.craftsman.id })).toBe(1)
    expect(await Strike.countDocuments({ user: left.client.id })).toBe(1)
    expect(await Strike.countDocuments({ user: paid.client.id })).toBe(0)
  })

  it('asks for a reason before a dispute, and takes none later than 7 days after completion', async () => {
    const { jobId, client } = await aConfirmedJob()
    await expect(updateJobStatus(jobId, { status: 'Disputed' }, client)).rejects.toMatchObject({
      code: 'REASON_REQUIRED',
    })
    setClockOffset(7 * DAY + HOUR)
    const late = updateJobStatus(jobId, { status: 'Disputed', reason: 'It broke' }, client)
    await expect(late).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
  })

  it('opens a dispute where the two name different sums paid in cash', async () => {
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

  it('releases where the two name the same sum', async () => {
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

  it('keeps staff from deciding by a status while money is held', async () => {
    const { jobId } = await aJobIn('Disputed', { paymentType: 'Escrow' })
    const deciding = updateJobStatus(
      jobId,
      { status: 'Cancelled', reason: 'Seen the photos' },
      await anAdmin(),
    )
    await expect(deciding).rejects.toMatchObject({ code: 'SPLIT_REQUIRED' })
  })
})
