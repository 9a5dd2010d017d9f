import { expect } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { Job } from '#lib/jobs/job.model.ts'
import type { JobStatus } from '#lib/jobs/process.ts'
import { applyDueTimers } from '#lib/jobs/settle-job.ts'
import { heldFor } from '#lib/jobs/settlement.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { takeWebhook } from '#lib/payments/take-webhook.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleByHand } from '#lib/payouts/settle-by-hand.ts'
import { after, clock, clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { whileTheDatabaseFails } from '#lib/testing/money/database-faults.ts'
import { dieDuring } from '#lib/testing/money/process-death.ts'
import { atGateways, pick, upTo, type AtGateway, type Scene } from '#lib/testing/money/scene.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { topUp } from '#lib/wallet/top-up.ts'
import { withdraw } from '#lib/wallet/withdraw.ts'

type Happening = (scene: Scene) => Promise<unknown>

/** What people do; mostly the next thing, so that many jobs come to their end. */
const PEOPLE: Readonly<Record<string, Happening>> = {
  jobGoesOn: goOn,
  allGoesWell: async (scene) => {
    for (let step = 0; step < 4; step += 1) await goOn(scene)
  },
  jobEndsInADispute: async (scene) => {
    const job = pick(scene, scene.jobs)
    for (let step = 0; step < 3; step += 1) await goOn(scene, job)
    if (job) await updateJobStatus(job.jobId, { status: 'Disputed', reason: 'it happens' }, job.client)
    await decide(scene)
  },
  jobIsCancelled: async (scene) => {
    const job = pick(scene, scene.jobs)
    for (let step = 0; step < upTo(scene, 2); step += 1) await goOn(scene, job)
    if (job) await updateJobStatus(job.jobId, { status: 'Cancelled', reason: 'it happens' }, job.client)
  },
  hire: async (scene) => {
    const paymentType = pick(scene, ['Escrow', 'Escrow', 'CashProtected', 'Cash'] as const) ?? 'Escrow'
    const hired = await aHiredJob({ paymentType, price: 5_000 + upTo(scene, 300_000) })
    scene.jobs.push({ ...hired, accountId: await aBankAccount(hired.craftsman) })
  },
  beginToPay: (scene) => begin(scene),
  beginToPayAgain: (scene) => begin(scene),
  craftsmanMoves: (scene) => move(scene, 'craftsman', ['On The Way', 'Completed', 'Cancelled']),
  craftsmanWorks: (scene) => move(scene, 'craftsman', ['On The Way', 'Completed']),
  clientMoves: (scene) => move(scene, 'client', ['Cancelled', 'Completed', 'Disputed']),
  clientConfirms: async (scene) => {
    const job = pick(scene, scene.jobs)
    if (job) await confirmContract({ jobId: job.jobId, client: job.client })
  },
  craftsmanWithdraws: async (scene) => {
    const job = pick(scene, scene.jobs)
    if (!job) return
    const { withdrawableBalance } = await getBalance(job.craftsman.id)
    const amount = asPiastres(1 + upTo(scene, withdrawableBalance))
    const ask = { userId: job.craftsman.id, amount, payoutAccountId: job.accountId }
    await Promise.allSettled([withdraw(ask), withdraw(ask)])
  },
  craftsmanTopsUp: async (scene) => {
    const job = pick(scene, scene.jobs)
    const gateway = pick(scene, ['Fawry', 'Stripe'] as const) ?? 'Fawry'
    const amount = asPiastres(1_000 + upTo(scene, 20_000))
    if (job) await topUp({ amount, gateway }, job.craftsman.id)
  },
}

/** What gateways, their payers and their messages do. */
const GATEWAYS: Readonly<Record<string, Happening>> = {
  payerPays: (scene) => act(scene, 'paid'),
  payerPaysAndIsToldTwice: async (scene) => {
    const payment = await act(scene, 'paid')
    if (payment) await repeat(scene, payment)
  },
  payerFails: (scene) => act(scene, 'failed'),
  gatewayRepeatsItself: async (scene) => {
    const payment = pick(scene, await atGateways(scene))
    if (payment) await repeat(scene, payment)
  },
  messagesWait: ({ fawry, stripe }) => {
    fawry.webhooks.hold()
    stripe.hold()
    return Promise.resolve()
  },
  messagesArriveTheOtherWayRound: async ({ fawry, stripe }) => {
    await fawry.webhooks.release((all) => all.toReversed())
    await stripe.release((all) => all.toReversed())
  },
  somebodyForges: async (scene) => {
    const payment = pick(
      scene,
      (await atGateways(scene)).filter(({ gateway }) => gateway === 'Fawry'),
    )
    if (!payment) return
    const forged = { ...scene.fawry.webhook(payment.name, 'PAID'), orderAmount: 1 + upTo(scene, 900) }
    await expect(takeWebhook(Buffer.from(JSON.stringify(forged)), {})).rejects.toThrow('BAD_SIGNATURE')
  },
  anAnswerIsLost: (scene) => {
    const gateway = pick(scene, [scene.fawry, scene.stripe]) ?? scene.fawry
    gateway.loseNextAnswer()
    return Promise.resolve()
  },
}

/** What staff, time and the machines do. */
const OURSELVES: Readonly<Record<string, Happening>> = {
  staffDecides: decide,
  timePasses: async (scene) => {
    await letPass(upTo(scene, 80) * HOUR)
    await applyDueTimers()
  },
  schedulesRun: async () => {
    await askAboutPayments(0)
    await expirePayments()
    await sendRefunds()
  },
  refundsRun: () => sendRefunds(),
  payoutsRun: () => runPayouts(),
  bankAnswers,
  craftsmanIsPaidOut: async (scene) => {
    await letPass(7 * DAY)
    await PEOPLE.craftsmanWithdraws?.(scene)
    await runPayouts()
    await bankAnswers(scene)
  },
}

/** How often a job goes on rather than anything else happening, so that histories get somewhere. */
const OFTEN = 0.35

const ALIVE = { ...PEOPLE, ...GATEWAYS, ...OURSELVES }

/** Everything that may happen; a refusal of the error table changes nothing and is part of life. */
export const HAPPENINGS: Readonly<Record<string, Happening>> = {
  ...ALIVE,
  databaseFails: (scene) => meanwhile(scene, (work) => whileTheDatabaseFails(scene.random, work)),
  processDies: (scene) => {
    const at = 1 + upTo(scene, 30)
    return meanwhile(scene, (work) => dieDuring(work, at))
  },
}

/** What happens next, by its name: often the next thing in the life of a job. */
export const nextOf = (scene: Scene, names = Object.keys(HAPPENINGS)): string =>
  scene.random() < OFTEN ? 'jobGoesOn' : (pick(scene, names) ?? 'jobGoesOn')

/** What the test itself takes notes of. */
const NOTED = new Set(['hire', 'staffDecides', 'jobEndsInADispute'])

/** Something happens while something else goes wrong. Not what is noted: it may be cut short before it is. */
function meanwhile(scene: Scene, what: (work: () => Promise<unknown>) => Promise<void>): Promise<void> {
  const name = nextOf(
    scene,
    Object.keys(ALIVE).filter((one) => !NOTED.has(one)),
  )
  scene.steps.push(`(${name})`)
  return what(async () => ALIVE[name]?.(scene))
}

/** Time passes; every half day what has been silent is asked about, far more rarely than the schedule does. */
async function letPass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= DAY / 2) {
    setClockOffset(clockOffset() + Math.min(left, DAY / 2))
    if (left > DAY / 2) await askAboutPayments(0)
  }
}

/** The next thing in the life of a job, where nobody is in the way: pay, drive there, work, confirm. */
async function goOn(scene: Scene, hired = pick(scene, scene.jobs)): Promise<void> {
  if (!hired) return
  const { jobId, contractId, client, craftsman } = hired
  const { payment } = await Contract.findById(contractId).lean().orFail()
  const { status } = await Job.findById(jobId).lean().orFail()
  if (status === 'Hired' && payment === 'Unpaid') {
    await begin(scene, hired)
    await act(scene, 'paid', jobId)
  } else if (status === 'Hired') await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
  else if (status === 'On The Way') await updateJobStatus(jobId, { status: 'Completed' }, craftsman)
  else if (status === 'Completed') await confirmContract({ jobId, client })
}

async function begin(scene: Scene, job = pick(scene, scene.jobs)): Promise<void> {
  const gateway = pick(scene, ['Fawry', 'Stripe'] as const) ?? 'Fawry'
  if (job) await initiatePayment({ jobId: job.jobId, gateway }, job.client)
}

/** A payer does something about one of the payments that he has not made yet. */
async function act(scene: Scene, outcome: 'paid' | 'failed', of?: JobId): Promise<AtGateway | undefined> {
  const open = (await atGateways(scene)).filter(({ paid, job }) => paid === 0 && (!of || job === of))
  const payment = pick(
    scene,
    open.filter((one) => mayBePaid(scene, one)),
  )
  if (payment?.gateway === 'Fawry') await scene.fawry.pay(payment.name, outcome)
  if (payment?.gateway === 'Stripe') await scene.stripe.pay(payment.name, outcome)
  return payment
}

/** A cancelled intent takes no card any more; an outlet of Fawry may take cash for what was cancelled within the day. */
const mayBePaid = ({ stripe }: Scene, { gateway, name, closedAt }: AtGateway): boolean =>
  gateway === 'Fawry'
    ? closedAt === null || closedAt > after(clock(), -DAY)
    : stripe.books.intents.get(name)?.status !== 'canceled'

async function repeat({ fawry, stripe }: Scene, { gateway, name }: AtGateway): Promise<void> {
  if (gateway === 'Stripe') return stripe.repeatAll()
  const order = fawry.orders().find(({ reference }) => reference === name)
  if (order) await fawry.say(name, order.status, { times: 2 })
}

async function move(scene: Scene, who: 'client' | 'craftsman', to: readonly JobStatus[]): Promise<void> {
  const job = pick(scene, scene.jobs)
  const status = pick(scene, to)
  if (job && status) await updateJobStatus(job.jobId, { status, reason: 'it happens' }, job[who])
}

async function bankAnswers(scene: Scene): Promise<void> {
  const payout = pick(scene, await Payout.find({ status: 'Batched' }).lean())
  const outcome = pick(scene, ['paid', 'failed'] as const) ?? 'paid'
  const said = { outcome, reason: 'as the bank says' }
  if (payout) await settleByHand(idOf<'Payout'>(payout._id), said, scene.admin.id)
}

async function decide(scene: Scene): Promise<void> {
  const dispute = pick(scene, await Dispute.find({ status: trusted({ $ne: 'Resolved' }) }).lean())
  if (!dispute) return
  const contract = await Contract.findById(dispute.contract).lean().orFail()
  const held = heldFor(contract)
  const clientAmount = asPiastres(upTo(scene, held))
  const ruling = {
    decision: pick(scene, ['Completed', 'Cancelled'] as const) ?? 'Completed',
    clientAmount,
    craftsmanAmount: asPiastres(held - clientAmount),
    waiveFee: scene.random() < 0.3,
    note: 'as the evidence says',
  }
  await resolveDispute(idOf<'Dispute'>(dispute._id), ruling, scene.admin)
  const wasReleased = contract.confirmedAt != null
  scene.rulings.push({ ...ruling, contractId: idOf<'Contract'>(contract._id), wasReleased })
}
