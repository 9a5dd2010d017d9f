import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { listDueDisputes } from '#lib/disputes/list-disputes.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { openDispute } from '#lib/process/open-dispute.ts'
import { aConfirmedJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const grounds = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }
const note = 'The photos show it'

const disputed = async (jobId: JobId, by: Somebody) =>
  (await createDispute({ jobId, ...grounds }, by)).id as DisputeId

interface Amounts {
  readonly client: number
  readonly craftsman: number
  readonly waiveFee?: boolean
}
const decide = async (
  disputeId: DisputeId,
  decision: 'Completed' | 'Cancelled',
  { client, craftsman, ...rest }: Amounts,
) => {
  const amounts = { clientAmount: asPiastres(client), craftsmanAmount: asPiastres(craftsman) }
  return resolveDispute(disputeId, { decision, note, ...amounts, ...rest }, await anAdmin())
}

/** Where the money of a job is after the decision, by the ledger. */
async function moneyAfter(jobId: JobId, craftsman: Somebody) {
  const refunds = await Refund.find({ job: jobId }).lean()
  const fees = await Journal.aggregate<{ sum: number }>([
    { $match: { 'postings.account': escrowOf(jobId) } },
    { $unwind: '$postings' },
    { $match: { 'postings.account': 'platform:fees' } },
    { $group: { _id: null, sum: { $sum: '$postings.amount' } } },
  ])
  return {
    client: refunds.reduce((sum, { amount }) => sum + amount, 0),
    craftsman: await balanceOf(walletOf(craftsman.id)),
    platform: fees[0]?.sum ?? 0,
    escrow: await balanceOf(escrowOf(jobId)),
  }
}

describe('opening a dispute', () => {
  it('stops the deadlines of the job and says by when staff decide', async () => {
    const { jobId, client } = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
    const dispute = await createDispute({ jobId, ...grounds }, client)
    expect(dispute).toMatchObject({
      status: 'Open',
      ...grounds,
      held: 200_000,
      openedBy: { id: client.id },
      resolution: null,
    })
    expect(new Date(dispute.dueBy).getTime() - new Date(dispute.createdAt).getTime()).toBe(72 * HOUR)
    setClockOffset(30 * DAY)
    await runToEnd(applyDueTimers)
    expect(await Job.findById(jobId).lean()).toMatchObject({ status: 'Disputed', timer: null })
    expect(await balanceOf(escrowOf(jobId))).toBe(200_000)
  })

  it('is allowed to the parties only, while the job can be disputed, and one at a time', async () => {
    const { jobId, client, craftsman } = await aJobIn('Completed')
    await expect(disputed(jobId, await aClient())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
    await disputed(jobId, craftsman)
    await expect(disputed(jobId, client)).rejects.toMatchObject({ code: 'MOVE_NOT_ALLOWED' })
    const late = await aConfirmedJob()
    setClockOffset(7 * DAY + HOUR)
    await expect(disputed(late.jobId, late.client)).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
  })

  it.each([
    [
      'a change of status',
      async (jobId: JobId, { client }: { client: Somebody }) => {
        await updateJobStatus(jobId, { status: 'Disputed', reason: 'It still leaks' }, client)
        return client.id
      },
    ],
    [
      'a visit that stalls',
      async () => {
        setClockOffset(7 * DAY + MINUTE)
        await runToEnd(applyDueTimers)
        return null
      },
    ],
    [
      'a chargeback',
      async (jobId: JobId) => {
        const opening = { jobId, reason: 'The payment was charged back', at: clock() }
        expect(await inTransaction((tx) => openDispute(tx, opening))).toBe(true)
        expect(await inTransaction((tx) => openDispute(tx, opening))).toBe(false)
        return null
      },
    ],
  ])('records a dispute with the held amount after %s', async (_cause, startDispute) => {
    const job = await aJobIn('On The Way', { paymentType: 'Escrow', price: 90_000 })
    const openedBy = await startDispute(job.jobId, job)
    const dispute = await Dispute.findOne({ job: job.jobId }).lean()
    expect(dispute).toMatchObject({ status: 'Open', held: 90_000, before: { status: 'On The Way' } })
    expect(dispute?.openedBy?.toHexString() ?? null).toBe(openedBy)
    expect(await Outbox.countDocuments({ type: 'dispute.opened', 'data.jobId': job.jobId })).toBe(1)
  })

  it('records a dispute if the parties name different sums paid in cash', async () => {
    const overrides = { paymentType: 'CashProtected', price: 100_000 } as const
    const { jobId, client, craftsman } = await aJobIn('On The Way', overrides)
    await updateJobStatus(jobId, { status: 'Completed', cashPaid: 70_000 }, craftsman)
    await confirmContract({ jobId, client })
    expect(await Dispute.findOne({ job: jobId }).lean()).toMatchObject({
      reason: 'The sums paid in cash differ',
      held: 20_000,
    })
  })
})

describe('withdrawing a dispute', () => {
  it('restores the time that the client had left', async () => {
    // Prepare
    const { jobId, client, contractId } = await aJobIn('Completed', { paymentType: 'Escrow' })
    const { confirmBy } = await Contract.findById(contractId).lean().orFail()
    setClockOffset(10 * HOUR)
    const id = await disputed(jobId, client)
    // Act
    setClockOffset(10 * HOUR + 5 * DAY)
    const dispute = await withdrawDispute(id, client)
    // Assess
    expect(dispute).toMatchObject({ status: 'Resolved', resolution: { decision: 'Withdrawn' } })
    const contract = await Contract.findById(contractId).lean().orFail()
    const job = await Job.findById(jobId).lean().orFail()
    const left = (at: Date | null | undefined) =>
      Math.round(((at?.getTime() ?? 0) - clock().getTime()) / MINUTE)
    expect(contract.status).toBe('Active')
    expect(left(contract.confirmBy)).toBe(62 * 60)
    expect(left(job.timer?.at)).toBe(62 * 60)
    expect(job.timer?.name).toBe('confirmation')
    expect((confirmBy?.getTime() ?? 0) + 5 * DAY).toBeLessThanOrEqual(
      (contract.confirmBy?.getTime() ?? 0) + 1,
    )
    setClockOffset(10 * HOUR + 5 * DAY + 63 * HOUR)
    await runToEnd(applyDueTimers)
    expect((await Contract.findById(contractId).lean())?.payment).toBe('Released')
    expect(await verifyLedger()).toEqual([])
  })

  it.each(['Hired', 'On The Way'] as const)('lets a job that was %s continue', async (status) => {
    const { jobId, craftsman, client } = await aJobIn(status, { paymentType: 'Escrow' })
    const before = await Job.findById(jobId).lean().orFail()
    const id = await disputed(jobId, craftsman)
    expect((await jobActions(jobId, craftsman)).actions).toMatchObject([{ to: status, allowed: true }])
    expect((await jobActions(jobId, client)).actions).toEqual([])
    await expect(withdrawDispute(id, client)).rejects.toMatchObject({ code: 'DISPUTE_NOT_YOURS' })
    await expect(withdrawDispute(id, await aClient())).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND' })
    await withdrawDispute(id, craftsman)
    await expect(withdrawDispute(id, craftsman)).rejects.toMatchObject({ code: 'DISPUTE_NOT_OPEN' })
    const { hiredAt, onTheWayAt, status: now, timer } = await Job.findById(jobId).lean().orFail()
    expect([now, hiredAt, onTheWayAt]).toEqual([status, before.hiredAt, before.onTheWayAt ?? null])
    expect(timer?.name).toBe(before.timer?.name)
    await disputed(jobId, client) // and it can be disputed again
  })

  it('delays the clearing of frozen earnings by the length of the dispute', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob({ paymentType: 'Escrow', price: 200_000 })
    setClockOffset(4 * HOUR)
    const id = await disputed(jobId, client)
    setClockOffset(3 * DAY)
    expect(await fundsOf(craftsman.id)).toMatchObject({ earnings: 180_000, withdrawable: 0 })
    await withdrawDispute(id, client)
    setClockOffset(3 * DAY + 19 * HOUR)
    expect((await fundsOf(craftsman.id)).withdrawable).toBe(0)
    setClockOffset(3 * DAY + 21 * HOUR)
    expect((await fundsOf(craftsman.id)).withdrawable).toBe(180_000)
    expect(await Outbox.countDocuments({ type: 'contract.confirmed', 'data.jobId': jobId })).toBe(1)
  })
})

describe('a decision before the release', () => {
  const rows: readonly [PaymentType, 'Completed' | 'Cancelled', Amounts, object][] = [
    // price 200,000; the deposit of CashProtected is 40,000
    [
      'Escrow',
      'Completed',
      { client: 0, craftsman: 200_000 },
      { client: 0, craftsman: 180_000, platform: 20_000 },
    ],
    [
      'Escrow',
      'Completed',
      { client: 80_000, craftsman: 120_000 },
      { client: 80_000, craftsman: 108_000, platform: 12_000 },
    ],
    [
      'Escrow',
      'Cancelled',
      { client: 200_000, craftsman: 0 },
      { client: 200_000, craftsman: 0, platform: 0 },
    ],
    [
      'Escrow',
      'Cancelled',
      { client: 166_667, craftsman: 33_333 },
      { client: 166_667, craftsman: 30_000, platform: 3_333 },
    ],
    [
      'Escrow',
      'Cancelled',
      { client: 150_000, craftsman: 50_000, waiveFee: true },
      { client: 150_000, craftsman: 50_000, platform: 0 },
    ],
    [
      'CashProtected',
      'Completed',
      { client: 0, craftsman: 40_000 },
      { client: 0, craftsman: 20_000, platform: 20_000 },
    ],
    [
      'CashProtected',
      'Completed',
      { client: 30_000, craftsman: 10_000 },
      { client: 30_000, craftsman: 0, platform: 17_000 },
    ],
    [
      'CashProtected',
      'Cancelled',
      { client: 30_000, craftsman: 10_000 },
      { client: 30_000, craftsman: 9_000, platform: 1_000 },
    ],
    ['Cash', 'Cancelled', { client: 0, craftsman: 0 }, { client: 0, craftsman: 0, platform: 0 }],
  ]

  it.each(rows)(
    'with %s and %s splits the money as decided: %o',
    async (paymentType, decision, amounts, outcome) => {
      const { jobId, client, craftsman, contractId } = await aJobIn('Completed', {
        paymentType,
        price: 200_000,
      })
      const id = await disputed(jobId, client)
      const { status, resolution } = await decide(id, decision, amounts)
      expect(await moneyAfter(jobId, craftsman)).toEqual({ ...outcome, escrow: 0 })
      expect(status).toBe('Resolved')
      expect(resolution).toMatchObject({
        decision,
        note,
        ...('platform' in outcome && { fee: outcome.platform }),
      })
      expect((await Job.findById(jobId).lean())?.status).toBe(decision)
      expect((await Contract.findById(contractId).lean())?.status).toBe(decision)
      expect(await verifyLedger()).toEqual([])
    },
  )

  it('turns the part of the fee that the craftsman’s part does not cover into debt', async () => {
    const { jobId, client, craftsman } = await aJobIn('Completed', {
      paymentType: 'CashProtected',
      price: 200_000,
    })
    await decide(await disputed(jobId, client), 'Completed', { client: 30_000, craftsman: 10_000 })
    expect((await fundsOf(craftsman.id)).feesDue).toBe(7_000)
  })

  it('charges the fee of a completed Cash job, whether staff decide by status or by dispute', async () => {
    const byStatus = await aJobIn('Disputed', { price: 50_000 })
    const admin = await anAdmin()
    const { actions } = await jobActions(byStatus.jobId, admin)
    expect(actions.find(({ to }) => to === 'Completed')?.money).toEqual({
      client: 0,
      craftsman: -5_000,
      platform: 5_000,
    })
    await updateJobStatus(byStatus.jobId, { status: 'Completed', reason: 'Seen it' }, admin)
    expect((await fundsOf(byStatus.craftsman.id)).feesDue).toBe(5_000)
    expect(await Dispute.findOne({ job: byStatus.jobId }).lean()).toMatchObject({
      status: 'Resolved',
      resolution: { decision: 'Completed', fee: 5_000, note: 'Seen it' },
    })
    const waived = await aJobIn('Completed', { price: 50_000 })
    await decide(await disputed(waived.jobId, waived.client), 'Completed', {
      client: 0,
      craftsman: 0,
      waiveFee: true,
    })
    expect((await fundsOf(waived.craftsman.id)).feesDue).toBe(0)
    expect(await verifyLedger()).toEqual([])
  })

  it('refuses amounts that do not add up and a second decision; staff see the dispute until it is decided', async () => {
    const { jobId, client } = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
    const id = await disputed(jobId, client)
    for (const amounts of [
      { client: 0, craftsman: 199_999 },
      { client: 200_000, craftsman: 1 },
    ]) {
      await expect(decide(id, 'Completed', amounts)).rejects.toMatchObject({ code: 'SPLIT_DOES_NOT_ADD_UP' })
    }
    expect((await listDueDisputes({ page: 1, limit: 100 })).data.map((dispute) => dispute.id)).toContain(id)
    await decide(id, 'Cancelled', { client: 200_000, craftsman: 0 })
    await expect(decide(id, 'Completed', { client: 0, craftsman: 0 })).rejects.toMatchObject({
      code: 'DISPUTE_NOT_OPEN',
    })
    expect((await listDueDisputes({ page: 1, limit: 100 })).data.map((dispute) => dispute.id)).not.toContain(
      id,
    )
    expect(await Payment.findOne({ job: jobId }).lean()).toMatchObject({ refundOpened: 200_000 })
  })
})

describe('a dispute after the release', () => {
  const aDisputedRelease = async () => {
    const job = await aConfirmedJob({ paymentType: 'Escrow', price: 200_000 })
    setClockOffset(2 * HOUR)
    return { ...job, disputeId: await disputed(job.jobId, job.client) }
  }

  it('freezes what has not cleared, and the decision splits it', async () => {
    // Prepare
    const { jobId, craftsman, contractId, disputeId } = await aDisputedRelease()
    setClockOffset(40 * HOUR)
    expect(await fundsOf(craftsman.id)).toMatchObject({ uncleared: 180_000, withdrawable: 0 })
    expect((await Dispute.findById(disputeId).lean())?.held).toBe(180_000)
    const byStatus = updateJobStatus(jobId, { status: 'Cancelled', reason: note }, await anAdmin())
    await expect(byStatus).rejects.toMatchObject({ code: 'SPLIT_REQUIRED' })
    // Act
    await decide(disputeId, 'Cancelled', { client: 100_000, craftsman: 80_000 })
    // Assess
    expect(await moneyAfter(jobId, craftsman)).toMatchObject({
      client: 100_000,
      craftsman: 80_000,
      platform: 20_000,
    })
    expect(await fundsOf(craftsman.id)).toMatchObject({ uncleared: 80_000, withdrawable: 0 })
    setClockOffset(40 * HOUR + 72 * HOUR + MINUTE)
    expect(await fundsOf(craftsman.id)).toMatchObject({ uncleared: 0, withdrawable: 80_000 })
    const transactions = await Transaction.find({ contract: contractId }).sort({ createdAt: 1 }).lean()
    expect(transactions.map(({ type, amount }) => `${type} ${amount}`)).toEqual([
      'Payout 180000',
      'Refund -100000',
    ])
    expect(await Contract.findById(contractId).lean()).toMatchObject({ payment: 'Split', frozen: 80_000 })
    expect(await Refund.findOne({ job: jobId }).lean()).toMatchObject({
      amount: 100_000,
      status: 'Requested',
    })
    expect(await verifyLedger()).toEqual([])
  })

  it('does not touch what has cleared', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob({ paymentType: 'Escrow', price: 200_000 })
    setClockOffset(25 * HOUR)
    const id = await disputed(jobId, client)
    expect((await fundsOf(craftsman.id)).withdrawable).toBe(180_000)
    await expect(decide(id, 'Cancelled', { client: 1, craftsman: 0 })).rejects.toMatchObject({
      code: 'SPLIT_DOES_NOT_ADD_UP',
    })
    await decide(id, 'Cancelled', { client: 0, craftsman: 0 })
    expect(await moneyAfter(jobId, craftsman)).toMatchObject({
      client: 0,
      craftsman: 180_000,
      platform: 20_000,
    })
  })

  it('does not take fees of other jobs from frozen earnings; it takes them when the decision is final', async () => {
    const { craftsman, disputeId } = await aDisputedRelease()
    const cash = await aJobIn('Completed', { price: 60_000, craftsman })
    await confirmContract({ jobId: cash.jobId, client: cash.client })
    expect(await fundsOf(craftsman.id)).toMatchObject({ earnings: 180_000, feesDue: 6_000 })
    await decide(disputeId, 'Cancelled', { client: 179_000, craftsman: 1_000 })
    expect(await fundsOf(craftsman.id)).toMatchObject({ earnings: 1_000, feesDue: 6_000 })
    setClockOffset(2 * HOUR + 72 * HOUR + MINUTE)
    await runToEnd(applyDisputeSteps)
    expect(await fundsOf(craftsman.id)).toMatchObject({ earnings: 0, feesDue: 5_000 })
    expect(await verifyLedger()).toEqual([])
  })

  it('refunds a waived fee at the platform’s cost', async () => {
    const { craftsman, disputeId } = await aDisputedRelease()
    await decide(disputeId, 'Completed', { client: 0, craftsman: 180_000, waiveFee: true })
    expect(await fundsOf(craftsman.id)).toMatchObject({ earnings: 200_000, withdrawable: 0 })
    setClockOffset(2 * HOUR + 72 * HOUR + MINUTE)
    expect(await fundsOf(craftsman.id)).toMatchObject({ withdrawable: 200_000 })
    const goodwill = await Journal.findOne({ key: `waiver:decision:${disputeId}` }).lean()
    expect(goodwill?.postings[0]).toEqual({ account: 'platform:goodwill', amount: -20_000 })
    expect(await verifyLedger()).toEqual([])
  })
})
