import { expect } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobStatus } from '#lib/model/job-status.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'
import { topUp } from '#lib/payments/top-up.ts'
import { returnPayout } from '#lib/payouts/return-payout.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { amountToDecide } from '#lib/process/settlement.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { withDatabaseFaults } from '#lib/testing/money/database-faults.ts'
import { killProcessDuring } from '#lib/testing/money/process-death.ts'
import {
  type GatewayPayment,
  gatewayPayments,
  type HistoryStep,
  payablePayments,
  pick,
  type Scene,
  upTo,
} from '#lib/testing/money/scene.ts'
import { UNORDERED_STEPS } from '#lib/testing/money/unordered-steps.ts'
import { askAboutAllPayments } from '#lib/testing/payments.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

/** What people do. Mostly it is the next step of a job, so that many jobs reach their end. */
const PEOPLE: Readonly<Record<string, HistoryStep>> = {
  jobGoesOn: advanceJob,
  allGoesWell: async (scene) => {
    for (let step = 0; step < 4; step += 1) await advanceJob(scene)
  },
  jobEndsInADispute: async (scene) => {
    const job = pick(scene, scene.jobs)
    for (let step = 0; step < 3; step += 1) await advanceJob(scene, job)
    if (job) await updateJobStatus(job.jobId, { status: 'Disputed', reason: 'it happens' }, job.client)
    await decideDispute(scene)
    if (scene.random() < 0.5) return
    await PEOPLE.partyAppeals?.(scene)
    await decideDispute(scene)
  },
  partyAppeals: async (scene) => {
    const dispute = pick(scene, await Dispute.find({ status: 'Resolved', appeal: null }).lean())
    const job = scene.jobs.find(({ jobId }) => dispute && jobId === idOf<'Job'>(dispute.job))
    const who = scene.random() < 0.5 ? job?.client : job?.craftsman
    if (dispute && who) await appealDispute(idOf<'Dispute'>(dispute._id), { reason: 'it happens' }, who)
  },
  jobIsCancelled: async (scene) => {
    const job = pick(scene, scene.jobs)
    for (let step = 0; step < upTo(scene, 2); step += 1) await advanceJob(scene, job)
    if (job) await updateJobStatus(job.jobId, { status: 'Cancelled', reason: 'it happens' }, job.client)
  },
  hire: async (scene) => {
    const paymentType = pick(scene, ['Escrow', 'Escrow', 'CashProtected', 'Cash'] as const) ?? 'Escrow'
    const hired = await aHiredJob({ paymentType, price: 5_000 + upTo(scene, 300_000) })
    scene.jobs.push({ ...hired, accountId: await aBankAccount(hired.craftsman) })
  },
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
  staffDecides: decideDispute,
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
  craftsmanIsPaidOut: async (scene) => {
    await passTime(7 * DAY)
    await PEOPLE.craftsmanWithdraws?.(scene)
    await runToEnd(runPayouts)
    await bankAnswers(scene)
  },
}

/** The share of steps that advance a job, so that histories do not stand still. */
const ADVANCE_RATE = 0.35

const WITHOUT_FAILURES = { ...PEOPLE, ...GATEWAYS, ...UNORDERED_STEPS, ...PLATFORM }

/** Every step that a history may have. A step may throw an error of the table: it then changes nothing. */
export const HISTORY_STEPS: Readonly<Record<string, HistoryStep>> = {
  ...WITHOUT_FAILURES,
  databaseFails: (scene) => meanwhile(scene, (work) => withDatabaseFaults(scene.random, work)),
  processDies: (scene) => {
    const at = 1 + upTo(scene, 30)
    return meanwhile(scene, (work) => killProcessDuring(work, at))
  },
}

/** The name of the next step, often the one that advances a job. */
export const nextOf = (scene: Scene, names = Object.keys(HISTORY_STEPS)): string =>
  scene.random() < ADVANCE_RATE ? 'jobGoesOn' : (pick(scene, names) ?? 'jobGoesOn')

/** The steps whose effects the test itself records. */
const RECORDED = new Set(['hire', 'staffDecides', 'jobEndsInADispute'])

/** Runs a random step during a failure. Recorded steps are left out, as they may be interrupted before the record. */
function meanwhile(scene: Scene, fail: (work: () => Promise<unknown>) => Promise<void>): Promise<void> {
  const name = nextOf(
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

/** Takes the next step of a job that goes well: pay, set off, complete, confirm. */
async function advanceJob(scene: Scene, hired = pick(scene, scene.jobs)): Promise<void> {
  if (!hired) return
  const { jobId, contractId, client, craftsman } = hired
  const { payment } = await Contract.findById(contractId).lean().orFail()
  const { status } = await Job.findById(jobId).lean().orFail()
  if (status === 'Hired' && payment === 'Unpaid') {
    await beginPayment(scene, hired)
    await actAsPayer(scene, 'paid', jobId)
  } else if (status === 'Hired') await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  else if (status === 'On The Way') await updateJobStatus(jobId, { status: 'Completed' }, craftsman)
  else if (status === 'Completed') await confirmContract({ jobId, client })
}

async function beginPayment(scene: Scene, job = pick(scene, scene.jobs)): Promise<void> {
  const gateway = pick(scene, ['Fawry', 'Stripe'] as const) ?? 'Fawry'
  if (job) await initiatePayment({ jobId: job.jobId, gateway }, job.client)
}

/** A payer pays, or fails to pay, one of the unpaid payments. */
async function actAsPayer(
  scene: Scene,
  outcome: 'paid' | 'failed',
  jobId?: JobId,
): Promise<GatewayPayment | undefined> {
  const payment = pick(scene, await payablePayments(scene, jobId))
  if (payment?.gateway === 'Fawry') await scene.fawry.pay(payment.name, outcome)
  if (payment?.gateway === 'Stripe') await scene.stripe.pay(payment.name, outcome)
  return payment
}

async function repeatMessages({ fawry, stripe }: Scene, { gateway, name }: GatewayPayment): Promise<void> {
  if (gateway === 'Stripe') return stripe.repeatAll()
  const order = fawry.orders().find(({ reference }) => reference === name)
  if (order) await fawry.sendWebhook(name, order.status, { times: 2 })
}

async function changeStatus(
  scene: Scene,
  who: 'client' | 'craftsman',
  to: readonly JobStatus[],
): Promise<void> {
  const job = pick(scene, scene.jobs)
  const status = pick(scene, to)
  if (job && status) await updateJobStatus(job.jobId, { status, reason: 'it happens' }, job[who])
}

async function bankAnswers(scene: Scene): Promise<void> {
  const payout = pick(scene, await Payout.find({ status: 'Batched' }).lean())
  const outcome = pick(scene, ['paid', 'failed'] as const) ?? 'paid'
  const answer = { outcome, reason: 'as the bank says' }
  if (payout) await settleManually(idOf<'Payout'>(payout._id), answer, scene.admin.id)
}

async function decideDispute(scene: Scene): Promise<void> {
  const dispute = pick(scene, await Dispute.find({ status: trusted({ $ne: 'Resolved' }) }).lean())
  if (!dispute) return
  const contract = await Contract.findById(dispute.contract).lean().orFail()
  const held = amountToDecide(contract)
  const clientAmount = asPiastres(upTo(scene, held))
  const ruling = {
    decision: pick(scene, ['Completed', 'Cancelled'] as const) ?? 'Completed',
    clientAmount,
    craftsmanAmount: asPiastres(held - clientAmount),
    waiveFee: scene.random() < 0.3,
    note: 'as the evidence says',
  }
  const staff = dispute.status === 'Appealed' ? scene.secondAdmin : scene.admin
  await resolveDispute(idOf<'Dispute'>(dispute._id), ruling, staff)
  const wasReleased = contract.confirmedAt != null
  scene.rulings.push({ ...ruling, contractId: idOf<'Contract'>(contract._id), wasReleased })
}
