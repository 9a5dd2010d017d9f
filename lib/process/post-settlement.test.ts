import { afterEach, describe, expect, it } from 'vitest'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { type JobStatus, PAYMENT_TYPES, type PaymentType } from '#lib/model/job-status.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import type { Actor, Transition } from '#lib/process/process.ts'
import type { Split } from '#lib/process/settlement.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => setClockOffset(0))

/** What each side has by the ledger: refunds on their way, all of the craftsman's accounts, the platform's. */
async function ledgerSides(craftsman: Somebody): Promise<Split> {
  const sum = async (accounts: RegExp) => {
    const [total] = await Journal.aggregate<{ sum: number }>([
      { $unwind: '$postings' },
      { $match: { 'postings.account': accounts } },
      { $group: { _id: null, sum: { $sum: '$postings.amount' } } },
    ])
    return total?.sum ?? 0
  }
  const [client, craftsmans, platform] = [
    await sum(/^refund:/),
    await sum(new RegExp(`^(wallet|prepaid|debt):${craftsman.id}$`)),
    await sum(/^platform:/),
  ]
  return { client, craftsman: craftsmans, platform } as Split
}

const difference = (before: Split, now: Split): Split =>
  ({
    client: now.client - before.client,
    craftsman: now.craftsman - before.craftsman,
    platform: now.platform - before.platform,
  }) as Split

const HUMANS = ['client', 'craftsman', 'staff'] as const satisfies readonly Actor[]
const PRICES = [33_333, 1]

interface Row {
  readonly transition: string
  readonly from: JobStatus
  readonly actor: (typeof HUMANS)[number]
  readonly paymentType: PaymentType
}

const ROWS: readonly Row[] = TRANSITIONS.flatMap((transition: Transition) =>
  transition.from.flatMap((from) =>
    HUMANS.filter((actor) => transition.by.includes(actor)).flatMap((actor) =>
      PAYMENT_TYPES.map((paymentType) => ({ transition: transition.name, from, actor, paymentType })),
    ),
  ),
).filter(({ from }) => from !== 'Posted' && from !== 'Quoted')

describe('what is forecast is what then happens, to the piastre', () => {
  it.each(ROWS)(
    '$transition by the $actor from $from, $paymentType',
    async ({ transition: name, from, actor, paymentType }) => {
      for (const price of PRICES) {
        // Prepare
        const agreed = new Date(clock().getTime() + HOUR)
        const job = await aJobIn(from, { paymentType, price, availableAt: agreed })
        if (name === 'cancelNoShow') setClockOffset(26 * HOUR)
        const principal = { client: job.client, craftsman: job.craftsman, staff: await anAdmin() }[actor]
        const transition = TRANSITIONS.find((each) => each.name === name) as Transition
        const { actions } = await jobActions(job.jobId, principal)
        const same = actions.filter(({ action, to }) => action === transition.action && to === transition.to)
        const forecast = same.find(({ allowed }) => allowed) ?? same[0]
        const before = await ledgerSides(job.craftsman)
        const held = await balanceOf(escrowOf(job.jobId))
        // Act
        const change = { status: transition.to, reason: 'It still leaks' }
        const made = await updateJobStatus(job.jobId, change, principal).then(
          () => true,
          () => false,
        )
        // Assess
        expect(made).toBe(forecast?.allowed)
        const nobody = { client: 0, craftsman: 0, platform: 0 }
        const happened = difference(before, await ledgerSides(job.craftsman))
        expect(happened).toEqual(made ? (forecast?.money ?? nobody) : nobody)
        const keeps = !made || forecast?.money === null
        expect(await balanceOf(escrowOf(job.jobId))).toBe(keeps ? held : 0)
        if (forecast?.money) {
          const { client, craftsman, platform } = forecast.money
          expect(client + craftsman + platform).toBe(held)
        }
        setClockOffset(0)
      }
      expect(await verifyLedger()).toEqual([])
    },
  )

  const silences = (['Hired', 'On The Way', 'Completed'] as const).flatMap((from) =>
    PAYMENT_TYPES.map((paymentType) => ({ from, paymentType })),
  )

  it.each(silences)('silence in $from, $paymentType', async ({ from, paymentType }) => {
    // Prepare
    const { jobId, client, craftsman } = await aJobIn(from, { paymentType, price: 33_333 })
    const { ifNobodyActs } = await jobActions(jobId, client)
    const before = await ledgerSides(craftsman)
    // Act
    setClockOffset(20 * DAY)
    await applyDeadlines(jobId)
    // Assess
    const happened = difference(before, await ledgerSides(craftsman))
    expect(happened).toEqual(ifNobodyActs?.money ?? { client: 0, craftsman: 0, platform: 0 })
    expect(await verifyLedger()).toEqual([])
  })
})

const statement = async (craftsman: Somebody) =>
  (await Transaction.find({ user: craftsman.id }).sort({ createdAt: 1, _id: 1 }).lean()).map(
    ({ type, amount, status }) => `${type} ${amount} ${status}`,
  )
const confirm = (jobId: JobId, client: Somebody) => updateJobStatus(jobId, { status: 'Completed' }, client)

describe('the money of a job', () => {
  it('Escrow: price less fee to the wallet, which clears a day after the release, however late the sweep is', async () => {
    // Prepare
    const { jobId, craftsman, contractId, ...job } = await aJobIn('Completed', {
      paymentType: 'Escrow',
      price: 200_000,
    })
    const { confirmBy } = await Contract.findById(contractId).lean().orFail()
    // Act
    setClockOffset(30 * DAY)
    await runToEnd(applyDueTimers)
    // Assess
    expect(await statement(craftsman)).toEqual(['Payout 180000 Completed'])
    const line = await Transaction.findOne({ contract: contractId }).lean()
    expect(line?.clearsAt?.getTime()).toBe((confirmBy?.getTime() ?? 0) + 24 * HOUR)
    expect(await balanceOf(escrowOf(jobId))).toBe(0)
    expect((await User.findById(craftsman.id).lean())?.wallet?.balance).toBe(180_000)
    expect(await Payment.findById('paymentId' in job ? job.paymentId : null).lean()).toMatchObject({
      status: 'Released',
    })
  })

  it('Cash: the fee is a Pending debt of the craftsman, and the next earnings pay it', async () => {
    // Prepare
    const cash = await aJobIn('Completed', { price: 50_000 })
    await confirm(cash.jobId, cash.client)
    expect(await statement(cash.craftsman)).toEqual(['Fee -5000 Pending'])
    expect(await Balance.findById(`debt:${cash.craftsman.id}`).lean()).toMatchObject({ posted: -5_000 })
    // Act: the same craftsman is released an Escrow job
    const escrow = await aJobIn('Completed', {
      paymentType: 'Escrow',
      price: 100_000,
      craftsman: cash.craftsman,
    })
    await confirm(escrow.jobId, escrow.client)
    // Assess
    expect(await statement(cash.craftsman)).toEqual(['Fee -5000 Completed', 'Payout 90000 Completed'])
    expect((await User.findById(cash.craftsman.id).lean())?.wallet?.balance).toBe(85_000)
    expect(await verifyLedger()).toEqual([])
  })

  it('CashProtected: the deposit pays the fee, and what is left of it is earned', async () => {
    const { jobId, client, craftsman } = await aJobIn('On The Way', {
      paymentType: 'CashProtected',
      price: 100_000,
    })
    await updateJobStatus(jobId, { status: 'Completed', cashPaid: 80_000 }, craftsman)
    await confirm(jobId, client)
    expect(await statement(craftsman)).toEqual(['Payout 10000 Completed'])
    expect(await verifyLedger()).toEqual([])
  })

  it('a fee beyond the deposit is debt', async () => {
    const { jobId, client, craftsman, contractId } = await aJobIn('Completed', {
      paymentType: 'CashProtected',
      price: 100_000,
    })
    await Contract.updateOne({ _id: contractId }, { $set: { platformFee: 25_000 } })
    await confirm(jobId, client)
    expect(await statement(craftsman)).toEqual(['Fee -5000 Pending'])
    expect(await verifyLedger()).toEqual([])
  })

  it('a visit for nothing: the visit fee is all the craftsman’s, the rest is on its way back', async () => {
    const { jobId, client, craftsman } = await aJobIn('On The Way', { paymentType: 'Escrow', price: 40_000 })
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    expect(await statement(craftsman)).toEqual(['Payout 6000 Completed'])
    const payment = await Payment.findOne({ job: jobId }).lean()
    expect(payment).toMatchObject({ status: 'Held', refundOpened: 34_000 }) // until the gateway confirms
    expect((await Contract.findOne({ job: jobId }).lean())?.payment).toBe('Split')
  })

  it('nothing is booked twice where a late sweep and the client meet', async () => {
    const { jobId, client } = await aJobIn('Completed', { paymentType: 'Escrow' })
    setClockOffset(72 * HOUR + MINUTE)
    await race(randomOf(RACE_SEED), {
      sweep: () => runToEnd(applyDueTimers),
      client: () => confirm(jobId, client),
      otherSweep: () => runToEnd(applyDueTimers),
    })
    expect(await Journal.countDocuments({ kind: 'release', 'postings.account': escrowOf(jobId) })).toBe(1)
    expect(await verifyLedger()).toEqual([])
  })
})
