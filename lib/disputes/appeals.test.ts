import { afterEach, describe, expect, it } from 'vitest'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { getDispute } from '#lib/disputes/get-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { User } from '#lib/model/user.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { earnedFrom } from '#lib/payments/post-chargeback-fault.ts'
import { HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { aDecidedJob, decide, type Decision, GROUNDS } from '#lib/testing/disputes.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const reason = 'The photos were not looked at'

/** Where the money of a job is, by the ledger. */
async function moneyOf(jobId: JobId, craftsman: Somebody) {
  const refunds = await Refund.find({ job: jobId }).lean()
  const { feesDue } = await fundsOf(craftsman.id)
  return {
    client: refunds.reduce((sum, { amount }) => sum + amount, 0),
    craftsman: (await balanceOf(walletOf(craftsman.id))) - feesDue,
  }
}

const platform = () => sumOf(/^platform:/)

describe('an appeal', () => {
  it('is possible for either party for 72 hours, once, and not for strangers', async () => {
    const { disputeId, client, craftsman, jobId } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    const { appealUntil, resolution } = await getDispute(disputeId, client)
    expect(new Date(appealUntil ?? 0).getTime() - new Date(resolution?.at ?? 0).getTime()).toBe(72 * HOUR)
    const offered = async (who: Somebody) =>
      (await jobActions(jobId, who)).actions.filter(({ action }) => action === 'appeal')
    expect(await offered(craftsman)).toMatchObject([{ to: 'Disputed', until: appealUntil, allowed: true }])
    expect(await offered(await anAdmin())).toEqual([])
    const strange = appealDispute(disputeId, { reason }, await aClient())
    await expect(strange).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND' })
    const appealed = await appealDispute(disputeId, { reason }, craftsman)
    expect(appealed).toMatchObject({
      status: 'Appealed',
      appealUntil: null,
      appeal: { by: { id: craftsman.id }, reason, against: { clientAmount: 50_000 } },
    })
    expect((await Job.findById(jobId).lean())?.status).toBe('Disputed')
    for (const who of [client, craftsman]) {
      const again = appealDispute(disputeId, { reason }, who)
      await expect(again).rejects.toMatchObject({ code: 'DISPUTE_NOT_APPEALABLE' })
    }
    await decide(disputeId, { client: 50_000, craftsman: 150_000 })
    const afterwards = appealDispute(disputeId, { reason }, client)
    await expect(afterwards).rejects.toMatchObject({ code: 'DISPUTE_NOT_APPEALABLE' })
    expect(await offered(client)).toEqual([])
  })

  it('comes too late after 72 hours, and there is none against a withdrawal', async () => {
    const { disputeId, client } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    setClockOffset(72 * HOUR + MINUTE)
    const late = appealDispute(disputeId, { reason }, client)
    await expect(late).rejects.toMatchObject({ code: 'DISPUTE_NOT_APPEALABLE' })
    const job = await aJobIn('Completed', { paymentType: 'Escrow' })
    const withdrawn = (await createDispute({ jobId: job.jobId, ...GROUNDS }, job.client)).id as DisputeId
    await withdrawDispute(withdrawn, job.client)
    const pointless = appealDispute(withdrawn, { reason }, job.client)
    await expect(pointless).rejects.toMatchObject({ code: 'DISPUTE_NOT_APPEALABLE' })
  })

  it('is decided by another member of staff, also where no money is held', async () => {
    const split = { client: 50_000, craftsman: 150_000 }
    const { disputeId, client, staff } = await aDecidedJob(split)
    await appealDispute(disputeId, { reason }, client)
    await expect(decide(disputeId, split, staff)).rejects.toMatchObject({ code: 'NO_SECOND_STAFF' })
    expect(await decide(disputeId, split)).toMatchObject({ status: 'Resolved' })
    const cash = await aDecidedJob({ client: 0, craftsman: 0 }, { paymentType: 'Cash' })
    await appealDispute(cash.disputeId, { reason }, cash.client)
    const change = { status: 'Cancelled', reason: 'Seen it' } as const
    const bySame = updateJobStatus(cash.jobId, change, cash.staff)
    await expect(bySame).rejects.toMatchObject({ code: 'NO_SECOND_STAFF' })
    expect((await updateJobStatus(cash.jobId, change, await anAdmin())).status).toBe('Cancelled')
  })

  it('cannot be withdrawn to the state before the dispute, and the job cannot be disputed once more', async () => {
    const { disputeId, client, jobId } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    const anew = createDispute({ jobId, ...GROUNDS }, client)
    await expect(anew).rejects.toMatchObject({ code: 'DISPUTE_WINDOW_OVER' })
    await appealDispute(disputeId, { reason }, client)
    expect((await jobActions(jobId, client)).actions).toEqual([])
    await expect(withdrawDispute(disputeId, client)).rejects.toMatchObject({ code: 'DISPUTE_NOT_OPEN' })
  })

  it('has to split all that the dispute held, not what is frozen of it', async () => {
    const { disputeId, client } = await aDecidedJob({ client: 50_000, craftsman: 150_000 })
    await appealDispute(disputeId, { reason }, client)
    for (const wrong of [
      { client: 0, craftsman: 135_000 },
      { client: 0, craftsman: 0 },
      { client: 100_000, craftsman: 100_001 },
    ]) {
      await expect(decide(disputeId, wrong)).rejects.toMatchObject({ code: 'SPLIT_DOES_NOT_ADD_UP' })
    }
  })
})

describe('the decision after an appeal', () => {
  /** The first split, the second, and who then has what in all; `platform` is the fee less what it bears. */
  const rows: readonly (readonly [
    string,
    { readonly paymentType?: PaymentType; readonly isReleased?: boolean },
    Decision,
    Decision,
    { client: number; craftsman: number; platform: number; payment: string },
  ])[] = [
    [
      'more for the client: out of the craftsman’s part and its fee',
      {},
      { client: 60_000, craftsman: 140_000 },
      { client: 120_000, craftsman: 80_000 },
      { client: 120_000, craftsman: 72_000, platform: 8_000, payment: 'Split' },
    ],
    [
      'everything for the client',
      {},
      { client: 0, craftsman: 200_000 },
      { to: 'Cancelled', client: 200_000, craftsman: 0 },
      { client: 200_000, craftsman: 0, platform: 0, payment: 'Refunded' },
    ],
    [
      'more for the craftsman: at the platform’s cost',
      {},
      { client: 120_000, craftsman: 80_000 },
      { client: 20_000, craftsman: 180_000 },
      { client: 120_000, craftsman: 162_000, platform: -82_000, payment: 'Split' },
    ],
    [
      'everything for the craftsman, after everything for the client',
      {},
      { to: 'Cancelled', client: 200_000, craftsman: 0 },
      { client: 0, craftsman: 200_000 },
      { client: 200_000, craftsman: 180_000, platform: -180_000, payment: 'Refunded' },
    ],
    [
      'the same again',
      {},
      { client: 60_001, craftsman: 139_999 },
      { client: 60_001, craftsman: 139_999 },
      { client: 60_001, craftsman: 125_999, platform: 14_000, payment: 'Split' },
    ],
    [
      'the same, but the fee is waived',
      {},
      { client: 60_000, craftsman: 140_000 },
      { client: 60_000, craftsman: 140_000, waiveFee: true },
      { client: 60_000, craftsman: 140_000, platform: 0, payment: 'Split' },
    ],
    [
      'more for the client and the waived fee for the craftsman',
      {},
      { client: 0, craftsman: 200_000 },
      { client: 10_000, craftsman: 190_000, waiveFee: true },
      { client: 10_000, craftsman: 190_000, platform: 0, payment: 'Split' },
    ],
    [
      'more for the client after the release',
      { isReleased: true },
      { client: 30_000, craftsman: 150_000 },
      { client: 100_000, craftsman: 80_000 },
      { client: 100_000, craftsman: 80_000, platform: 20_000, payment: 'Split' },
    ],
    [
      'less for the client after the release, with the fee waived',
      { isReleased: true },
      { client: 100_000, craftsman: 80_000 },
      { client: 0, craftsman: 180_000, waiveFee: true },
      { client: 100_000, craftsman: 200_000, platform: -100_000, payment: 'Split' },
    ],
    [
      'the waived fee taken back after the release',
      { isReleased: true },
      { client: 0, craftsman: 180_000, waiveFee: true },
      { client: 0, craftsman: 180_000 },
      { client: 0, craftsman: 180_000, platform: 20_000, payment: 'Released' },
    ],
    [
      'a debt for the fee that becomes earnings, of a deposit',
      { paymentType: 'CashProtected' },
      { client: 30_000, craftsman: 10_000 },
      { client: 0, craftsman: 40_000 },
      { client: 30_000, craftsman: 20_000, platform: -10_000, payment: 'Split' },
    ],
    [
      'earnings that become a debt for the fee, of a deposit',
      { paymentType: 'CashProtected' },
      { client: 0, craftsman: 40_000 },
      { client: 40_000, craftsman: 0 },
      { client: 40_000, craftsman: -16_000, platform: 16_000, payment: 'Refunded' },
    ],
    [
      'a Cash job that does not count as done after all: the fee is not owed',
      { paymentType: 'Cash' },
      { client: 0, craftsman: 0 },
      { to: 'Cancelled', client: 0, craftsman: 0 },
      { client: 0, craftsman: 0, platform: 0, payment: 'Cash' },
    ],
    [
      'a Cash job that counts as done after all: the fee is owed',
      { paymentType: 'Cash' },
      { to: 'Cancelled', client: 0, craftsman: 0 },
      { client: 0, craftsman: 0 },
      { client: 0, craftsman: -20_000, platform: 20_000, payment: 'Cash' },
    ],
  ]

  it.each(rows)('grants %s', async (_what, kind, first, final, { platform: share, payment, ...money }) => {
    // Prepare
    const before = await platform()
    const { disputeId, jobId, contractId, client, craftsman } = await aDecidedJob(first, kind)
    await appealDispute(disputeId, { reason }, client)
    // Act
    const dispute = await decide(disputeId, final)
    // Assess
    expect(await moneyOf(jobId, craftsman)).toEqual(money)
    expect((await platform()) - before).toBe(share)
    expect(await balanceOf(escrowOf(jobId))).toBe(0)
    expect(dispute).toMatchObject({
      status: 'Resolved',
      resolution: {
        clientAmount: final.client,
        craftsmanAmount: final.craftsman,
        borne: Math.max(0, first.client - final.client),
      },
      appeal: { against: { clientAmount: first.client } },
      appealUntil: null,
    })
    const contract = await Contract.findById(contractId).lean().orFail()
    expect(contract).toMatchObject({ status: final.to ?? 'Completed', payment, frozen: 0 })
    expect(await verifyLedger()).toEqual([])
  })

  it('is posted once, and its journal adds up to zero', async () => {
    const { disputeId, contractId, client } = await aDecidedJob({ client: 60_000, craftsman: 140_000 })
    await appealDispute(disputeId, { reason }, client)
    await decide(disputeId, { client: 120_000, craftsman: 80_000 })
    const again = decide(disputeId, { client: 0, craftsman: 200_000 })
    await expect(again).rejects.toMatchObject({ code: 'DISPUTE_NOT_OPEN' })
    const journals = await Journal.find({ key: `appeal:${contractId}` }).lean()
    expect(journals.map(({ postings }) => postings.map(({ amount }) => amount))).toEqual([
      [-54_000, -6_000, 60_000],
    ])
  })

  it('counts the completed job of both parties by the final decision alone', async () => {
    const countOf = async ({ id }: Somebody) => (await User.findById(id).lean().orFail()).completedJobs
    for (const isReleased of [false, true]) {
      for (const [first, final, counted] of [
        ['Completed', 'Cancelled', 0],
        ['Cancelled', 'Completed', 1],
        ['Cancelled', 'Cancelled', 0],
        ['Completed', 'Completed', 1],
      ] as const) {
        const held = isReleased ? 180_000 : 200_000
        const split = { client: 0, craftsman: held }
        const { disputeId, client, craftsman } = await aDecidedJob({ to: first, ...split }, { isReleased })
        await appealDispute(disputeId, { reason }, client)
        await decide(disputeId, { to: final, ...split })
        expect([first, final, await countOf(client), await countOf(craftsman)]).toEqual([
          first,
          final,
          counted,
          counted,
        ])
      }
    }
  })

  it('is what a craftsman is taken to have earned from the job, if the bank takes the payment back later', async () => {
    const earned = (contractId: string, craftsman: Somebody) =>
      inTransaction((tx) =>
        earnedFrom(tx, { _id: objectId(contractId as JobId), craftsman: objectId(craftsman.id) }),
      )
    // less than at first: the appeal took a part back
    const less = await aDecidedJob({ client: 60_000, craftsman: 140_000 })
    await appealDispute(less.disputeId, { reason }, less.client)
    await decide(less.disputeId, { client: 120_000, craftsman: 80_000 })
    expect(await earned(less.contractId, less.craftsman)).toBe(72_000)
    // more than at first
    const more = await aDecidedJob({ client: 120_000, craftsman: 80_000 })
    await appealDispute(more.disputeId, { reason }, more.craftsman)
    await decide(more.disputeId, { client: 20_000, craftsman: 180_000 })
    expect(await earned(more.contractId, more.craftsman)).toBe(162_000)
    // nothing: the first decision left them a debt for the fee, and the appeal took that debt away
    const overrides = { paymentType: 'CashProtected' as const }
    const debt = await aDecidedJob({ client: 40_000, craftsman: 0 }, overrides)
    await appealDispute(debt.disputeId, { reason }, debt.craftsman)
    await decide(debt.disputeId, { to: 'Cancelled', client: 40_000, craftsman: 0 })
    expect(await earned(debt.contractId, debt.craftsman)).toBe(0)
  })
})
