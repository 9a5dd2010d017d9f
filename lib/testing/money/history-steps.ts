import { expect } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { returnPayout } from '#lib/payouts/return-payout.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withDatabaseFaults } from '#lib/testing/money/database-faults.ts'
import { DISPUTE_STEPS, dueDisputeStep, RECORDED_DISPUTE_STEPS } from '#lib/testing/money/dispute-steps.ts'
import { actAsPayer, advanceJob, beginPayment, changeStatus, hire } from '#lib/testing/money/job-steps.ts'
import { killProcessDuring } from '#lib/testing/money/process-death.ts'
import {
  type GatewayPayment,
  gatewayPayments,
  type HistoryStep,
  pick,
  type Scene,
  upTo,
} from '#lib/testing/money/scene.ts'
import { UNORDERED_STEPS } from '#lib/testing/money/unordered-steps.ts'
import { askAboutAllPayments } from '#lib/testing/payments.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

/** What people do. Mostly it is the next step of a job, so that many jobs reach their end. */
const PEOPLE: Readonly<Record<string, HistoryStep>> = {
  jobGoesOn: advanceJob,
  allGoesWell: async (scene) => {
    for (let step = 0; step < 4; step += 1) await advanceJob(scene)
  },
  jobIsCancelled: async (scene) => {
    const job = pick(scene, scene.jobs)
    for (let step = 0; step < upTo(scene, 2); step += 1) await advanceJob(scene, job)
    if (job) await updateJobStatus(job.jobId, { status: 'Cancelled', reason: 'it happens' }, job.client)
  },
  hire: (scene) => hire(scene),
  beginToPay: (scene) => beginPayment(scene),
  beginToPayAgain: (scene) => beginPayment(scene),
  craftsmanChangesStatus: (scene) =>
    changeStatus(scene, 'craftsman', ['On The Way', 'Completed', 'Cancelled']),
  craftsmanWorks: (scene) => changeStatus(scene, 'craftsman', ['On The Way', 'Completed']),
  clientChangesStatus: (scene) => changeStatus(scene, 'client', ['Cancelled', 'Completed', 'Disputed']),
  clientConfirms: async (scene) => {
    const job = pick(scene, scene.jobs)
    if (job) await confirmContract({ jobId: job.jobId, client: job.client })
  },
  craftsmanWithdraws: async (scene) => {
    const job = pick(scene, scene.jobs)
    if (!job) return
    const { withdrawableBalance } = await getBalance(job.craftsman.id)
    const amount = asPiastres(1 + upTo(scene, withdrawableBalance))
    const request = { userId: job.craftsman.id, amount, payoutAccountId: job.accountId }
    await Promise.allSettled([withdraw(request), withdraw(request)])
  },
  payerNamesAnAccount: async (scene) => {
    const refused = await Refund.find({ status: trusted({ $in: ['Refused', 'ByHand'] as const }) }).lean()
    const refund = pick(scene, refused)
    const phone = `+2010${String(upTo(scene, 99_999_999)).padStart(8, '0')}`
    if (refund)
      await nameRefundAccount(idOf(refund._id), { kind: 'mobileWallet', phone }, idOf<'User'>(refund.payer))
  },
  craftsmanTopsUp: async (scene) => {
    const job = pick(scene, scene.jobs)
    const gateway = pick(scene, ['Fawry', 'Stripe'] as const) ?? 'Fawry'
    const amount = asPiastres(1_000 + upTo(scene, 20_000))
    if (job) await topUp({ amount, gateway }, job.craftsman.id)
  },
}

/** What gateways, payers and webhook messages do. */
const GATEWAYS: Readonly<Record<string, HistoryStep>> = {
  payerPays: (scene) => actAsPayer(scene, 'paid'),
  payerPaysAndMessageComesTwice: async (scene) => {
    const payment = await actAsPayer(scene, 'paid')
    if (payment) await repeatMessages(scene, payment)
  },
  payerFails: (scene) => actAsPayer(scene, 'failed'),
  gatewayRepeatsItself: async (scene) => {
    const payment = pick(scene, await gatewayPayments(scene))
    if (payment) await repeatMessages(scene, payment)
  },
  messagesWait: ({ fawry, stripe }) => {
    fawry.webhooks.hold()
    stripe.hold()
    return Promise.resolve()
  },
  messagesArriveInReverseOrder: async ({ fawry, stripe }) => {
    await fawry.webhooks.release((all) => all.toReversed())
    await stripe.release((all) => all.toReversed())
  },
  somebodyForges: async (scene) => {
    const payment = pick(
      scene,
      (await gatewayPayments(scene)).filter(({ gateway }) => gateway === 'Fawry'),
    )
    if (!payment) return
    const forged = { ...scene.fawry.webhook(payment.name, 'PAID'), orderAmount: 1 + upTo(scene, 900) }
    await expect(handleWebhook(Buffer.from(JSON.stringify(forged)), {})).rejects.toThrow('BAD_SIGNATURE')
  },
  aResponseIsLost: (scene) => {
    const gateway = pick(scene, [scene.fawry, scene.stripe]) ?? scene.fawry
    gateway.loseNextAnswer()
    return Promise.resolve()
  },
}

/** What staff and the schedules do, and that time passes. */
const PLATFORM: Readonly<Record<string, HistoryStep>> = {
  timePasses: async (scene) => {
    await passTime(upTo(scene, 80) * HOUR)
    await runToEnd(applyDueTimers)
    await runToEnd(applyDisputeSteps)
  },
  schedulesRun: async () => {
    await askAboutAllPayments()
    await runToEnd(expirePayments)
    await runToEnd(sendRefunds)
    await runToEnd(sendUnbookedRefunds)
  },
  refundsRun: () => runToEnd(sendRefunds),
  payoutsRun: () => runToEnd(runPayouts),
  bankAnswers,
  bankSendsBack: async (scene) => {
    const payout = pick(scene, await Payout.find({ status: 'Paid' }).lean())
    const reason = 'as the bank says'
    if (payout) await returnPayout(idOf<'Payout'>(payout._id), { reason }, scene.admin.id)
  },
  staffPaysGoodwill: async (scene) => {
    const job = pick(scene, scene.jobs)
    const clientAmount = asPiastres(1 + upTo(scene, 20_000))
    if (job) await payGoodwill(job.contractId, { clientAmount, note: 'with our apologies' }, scene.admin.id)
  },
  refundIsPaidByTheBank: async (scene) => {
    await PEOPLE.payerNamesAnAccount?.(scene)
    await runToEnd(runPayouts)
    await bankAnswers(scene)
  },
  craftsmanIsPaidOut: async (scene) => {
    await passTime(7 * DAY)
    await PEOPLE.craftsmanWithdraws?.(scene)
    await runToEnd(runPayouts)
    await bankAnswers(scene)
  },
}

const WITHOUT_FAILURES = { ...PEOPLE, ...DISPUTE_STEPS, ...GATEWAYS, ...UNORDERED_STEPS, ...PLATFORM }

/** Every step that a history may have. A step may throw an error of the table: it then changes nothing. */
export const HISTORY_STEPS: Readonly<Record<string, HistoryStep>> = {
  ...WITHOUT_FAILURES,
  databaseFails: (scene) => meanwhile(scene, (work) => withDatabaseFaults(scene.random, work)),
  processDies: (scene) => {
    const at = 1 + upTo(scene, 30)
    return meanwhile(scene, (work) => killProcessDuring(work, at))
  },
}

/** The share of steps that advance a job, so that histories do not stand still. */
const ADVANCE_RATE = 0.35

/** Steps that come so many times as often as others, since what follows from them is long. */
const WEIGHTS: Readonly<Record<string, number>> = { jobEndsInADispute: 3, appealMeetsTheBank: 2 }

const weighted = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => Array<string>(WEIGHTS[name] ?? 1).fill(name))

/** The name of the next step: often the one that advances a job, or one that is due by how disputes stand. */
export async function nextOf(
  scene: Scene,
  names: readonly string[] = Object.keys(HISTORY_STEPS),
): Promise<string> {
  if (scene.random() < ADVANCE_RATE) return 'jobGoesOn'
  const due = await dueDisputeStep(scene)
  return due !== null && names.includes(due) ? due : (pick(scene, weighted(names)) ?? 'jobGoesOn')
}

/** The steps whose effects the test itself records. */
const RECORDED: ReadonlySet<string> = new Set(['hire', ...RECORDED_DISPUTE_STEPS])

/** Runs a random step during a failure. Recorded steps are left out, as they may be interrupted before the record. */
async function meanwhile(scene: Scene, fail: (work: () => Promise<unknown>) => Promise<void>): Promise<void> {
  const name = await nextOf(
    scene,
    Object.keys(WITHOUT_FAILURES).filter((step) => !RECORDED.has(step)),
  )
  scene.steps.push(`(${name})`)
  return fail(async () => WITHOUT_FAILURES[name]?.(scene))
}

/** Lets time pass. Every half day it asks the gateways about pending payments, far more rarely than the schedule. */
async function passTime(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= DAY / 2) {
    setClockOffset(clockOffset() + Math.min(left, DAY / 2))
    await leasesEnd() // they are counted in real time, which nobody can move
    if (left > DAY / 2) await askAboutAllPayments()
  }
}

async function repeatMessages({ fawry, stripe }: Scene, { gateway, name }: GatewayPayment): Promise<void> {
  if (gateway === 'Stripe') return stripe.repeatAll()
  const order = fawry.orders().find(({ reference }) => reference === name)
  if (order) await fawry.sendWebhook(name, order.status, { times: 2 })
}

async function bankAnswers(scene: Scene): Promise<void> {
  const payout = pick(scene, await Payout.find({ status: 'Batched' }).lean())
  const outcome = pick(scene, ['paid', 'failed'] as const) ?? 'paid'
  const answer = { outcome, reason: 'as the bank says' }
  if (payout) await settleManually(idOf<'Payout'>(payout._id), answer, scene.admin.id)
}
