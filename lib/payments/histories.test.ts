import { beforeEach, describe, expect, it } from 'vitest'
import { Contract } from '#lib/contracts/contract.model.ts'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { AppError } from '#lib/errors/app-error.ts'
import { heldFor } from '#lib/jobs/settlement.ts'
import { applyDueTimers } from '#lib/jobs/settle-job.ts'
import { Job } from '#lib/jobs/job.model.ts'
import type { JobStatus } from '#lib/jobs/process.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { takeWebhook } from '#lib/payments/take-webhook.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleByHand } from '#lib/payouts/settle-by-hand.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type DisputeId, type JobId, type PayoutAccountId, type PayoutId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { aFawry } from '#lib/testing/gateways.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { anAdmin, type Somebody } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { topUp } from '#lib/wallet/top-up.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

/**
 * Random histories of the money: what people, gateways, staff and time may do, in any order, with messages that come
 * twice, late or forged and answers that are lost. `npm run test:money -- --seed N --histories N` plays them; a
 * failure names its seed and its steps, and `--seed N --histories 1` plays that one again.
 */
const SEED = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 1e9))
const HISTORIES = Number(process.env.MONEY_HISTORIES ?? 60)
const STEPS = 12

aDatabase()
const fawry = aFawry()

interface Scene {
  readonly random: () => number
  readonly jobs: (Awaited<ReturnType<typeof aHiredJob>> & { readonly accountId: PayoutAccountId })[]
  readonly references: string[]
  readonly admin: Somebody
  readonly steps: string[]
}

const pick = <T>(random: () => number, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)]
const upTo = (random: () => number, most: number) => Math.floor(random() * (most + 1))

/** What may happen; a refusal of the table changes nothing and is part of life. */
const HAPPENINGS: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  hire: async ({ random, jobs }) => {
    const paymentType = pick(random, ['Escrow', 'Escrow', 'CashProtected', 'Cash'] as const) ?? 'Escrow'
    const hired = await aHiredJob({ paymentType, price: 5_000 + upTo(random, 300_000) })
    jobs.push({ ...hired, accountId: await aBankAccount(hired.craftsman) })
  },
  beginToPay: (scene) => begin(scene),
  beginAndLoseTheAnswer: (scene) => {
    fawry.its.loseNextAnswer()
    return begin(scene)
  },
  payerPays: ({ random, references }) => act(random, references, 'paid', 1 + upTo(random, 2)),
  payerFails: ({ random, references }) => act(random, references, 'failed', 1),
  gatewayRepeatsItself: async ({ random, references }) => {
    const reference = pick(random, references)
    const order = fawry.its.orders().find((one) => one.reference === reference)
    if (order) await fawry.its.say(order.reference, order.status, { times: 2 })
  },
  somebodyForges: async ({ random, references }) => {
    const reference = pick(random, references)
    if (!reference) return
    const forged = { ...fawry.its.webhook(reference, 'PAID'), orderAmount: 1 + upTo(random, 900) }
    const taken = takeWebhook(Buffer.from(JSON.stringify(forged)), {})
    await expect(taken).rejects.toThrow('BAD_SIGNATURE')
  },
  craftsmanMoves: ({ random, jobs }) =>
    move(random, jobs, 'craftsman', ['On The Way', 'Completed', 'Cancelled']),
  craftsmanWorks: ({ random, jobs }) => move(random, jobs, 'craftsman', ['On The Way', 'Completed']),
  clientMoves: ({ random, jobs }) => move(random, jobs, 'client', ['Cancelled', 'Completed', 'Disputed']),
  clientConfirms: async ({ random, jobs }) => {
    const job = pick(random, jobs)
    if (job) await confirmContract({ jobId: job.jobId, client: job.client })
  },
  staffDecides: ({ random, admin }) => decide(random, admin),
  timePasses: async ({ random }) => {
    setClockOffset(clockOffset() + upTo(random, 80) * HOUR)
    await applyDueTimers()
  },
  schedulesRun: async () => {
    await askAboutPayments(0)
    await expirePayments()
    await sendRefunds()
  },
  refundsLoseAnAnswer: () => {
    fawry.its.loseNextAnswer()
    return sendRefunds()
  },
  craftsmanWithdraws: async ({ random, jobs }) => {
    const job = pick(random, jobs)
    if (!job) return
    const { withdrawableBalance } = await getBalance(job.craftsman.id)
    const amount = asPiastres(1 + upTo(random, withdrawableBalance))
    const ask = { userId: job.craftsman.id, amount, payoutAccountId: job.accountId }
    await Promise.allSettled([withdraw(ask), withdraw(ask)])
  },
  payoutsRun: () => runPayouts(),
  bankAnswers: async ({ random, admin }) => {
    const payout = pick(random, await Payout.find({ status: 'Batched' }).lean())
    const outcome = pick(random, ['paid', 'failed'] as const) ?? 'paid'
    if (payout)
      await settleByHand(
        idOf<'Payout'>(payout._id) satisfies PayoutId,
        { outcome, reason: 'as the bank says' },
        admin.id,
      )
  },
  craftsmanTopsUp: async ({ random, jobs, references }) => {
    const job = pick(random, jobs)
    if (!job) return
    const begun = await topUp(
      { amount: asPiastres(1_000 + upTo(random, 20_000)), gateway: 'Fawry' },
      job.craftsman.id,
    )
    references.push(begun.payment.reference)
  },
}

async function begin({ random, jobs, references }: Scene): Promise<void> {
  const job = pick(random, jobs)
  if (!job) return
  const begun = await initiatePayment({ jobId: job.jobId, gateway: 'Fawry' }, job.client)
  references.push(begun.payment.reference)
}

async function act(
  random: () => number,
  references: readonly string[],
  outcome: 'paid' | 'failed',
  times: number,
) {
  const reference = pick(random, references)
  const order = fawry.its.orders().find((one) => one.reference === reference)
  if (order && order.status !== 'PAID' && order.refunded === 0)
    await fawry.its.pay(order.reference, outcome, { times })
}

async function move(
  random: () => number,
  jobs: Scene['jobs'],
  who: 'client' | 'craftsman',
  to: readonly JobStatus[],
) {
  const job = pick(random, jobs)
  const status = pick(random, to)
  if (job && status) await updateJobStatus(job.jobId, { status, reason: 'it happens' }, job[who])
}

async function decide(random: () => number, admin: Somebody): Promise<void> {
  const dispute = pick(random, await Dispute.find({ status: trusted({ $ne: 'Resolved' }) }).lean())
  if (!dispute) return
  const contract = await Contract.findById(dispute.contract).lean().orFail()
  const held = heldFor(contract)
  const clientAmount = asPiastres(upTo(random, held))
  const ruling = {
    decision: pick(random, ['Completed', 'Cancelled'] as const) ?? 'Completed',
    clientAmount,
    craftsmanAmount: asPiastres(held - clientAmount),
    waiveFee: random() < 0.3,
    note: 'as the evidence says',
  }
  await resolveDispute(idOf<'Dispute'>(dispute._id) satisfies DisputeId, ruling, admin)
}

/** The sum of all lines of the accounts of a kind. */
async function sumOf(pattern: RegExp): Promise<number> {
  const [found] = await Journal.aggregate<{ sum: number }>([
    { $unwind: '$lines' },
    { $match: { 'lines.account': pattern } },
    { $group: { _id: null, sum: { $sum: '$lines.amount' } } },
  ])
  return found?.sum ?? 0
}

async function checkTheMoney(): Promise<void> {
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  for (const { _id, status } of await Job.find({
    status: trusted({ $in: ['Cancelled', 'Quoted'] }),
  }).lean()) {
    expect([status, await balanceOf(escrowOf(idOf<'Job'>(_id) satisfies JobId))]).toEqual([status, 0])
  }
  for (const { job } of await Contract.find({ status: 'Completed' }).lean()) {
    expect(await balanceOf(escrowOf(idOf<'Job'>(job)))).toBe(0)
  }
}

/** Lets everything come to its end, then compares with what the gateway itself says it holds. */
async function sweep({ references }: Scene): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    setClockOffset(clockOffset() + 30 * HOUR)
    await askAboutPayments(0)
    await expirePayments()
    await applyDueTimers()
    await sendRefunds()
  }
  await fawry.its.settled()
  const own = fawry.its
    .orders()
    .filter(({ reference }) => references.includes(reference) || isOurs.has(reference))
  const paid = own.filter(({ paymentReference }) => paymentReference !== '')
  const holds = paid.reduce((sum, { amount, refunded }) => sum + amount - refunded, 0)
  expect(-(await sumOf(/^gateway:Fawry$/)) || 0).toBe(holds)
  expect(await Refund.countDocuments({ status: trusted({ $in: ['Requested', 'Sent'] }) })).toBe(0)
}
const isOurs = new Set<string>()

async function play(seed: number): Promise<void> {
  const random = randomOf(seed)
  const scene: Scene = { random, jobs: [], references: [], admin: await anAdmin(), steps: ['hire'] }
  await HAPPENINGS.hire?.(scene)
  try {
    for (let step = 0; step < STEPS; step += 1) {
      const name = pick(random, Object.keys(HAPPENINGS)) ?? 'hire'
      scene.steps.push(name)
      await HAPPENINGS[name]?.(scene).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
      for (const { reference } of await Payment.find({}, { reference: 1 }).lean()) isOurs.add(reference)
      await checkTheMoney()
    }
    scene.steps.push('sweep')
    await sweep(scene)
    await checkTheMoney()
  } catch (cause) {
    throw new Error(`seed ${seed}: ${scene.steps.join(', ')}`, { cause })
  }
}

describe(`${HISTORIES} random histories of the money, from seed ${SEED} on`, () => {
  beforeEach(() => process.stdout.write(`npm run test:money -- --seed ${SEED} --histories ${HISTORIES}\n`))

  it(
    'leave nothing lost, nothing made, nobody below zero, and the gateway with just what is owed',
    async () => {
      for (let n = 0; n < HISTORIES; n += 1) {
        await emptyDatabase()
        isOurs.clear()
        setClockOffset(0)
        await play(SEED + n)
      }
    },
    60_000 + HISTORIES * 5_000,
  )
})
