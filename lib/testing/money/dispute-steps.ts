import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { amountToDecide } from '#lib/process/settlement.ts'
import { actAsPayer, advanceJob, beginPayment, hire } from '#lib/testing/money/job-steps.ts'
import { countRuling, reach } from '#lib/testing/money/moves.ts'
import {
  gatewayPayments,
  type HiredJob,
  type HistoryStep,
  pick,
  type Ruling,
  type Scene,
  upTo,
} from '#lib/testing/money/scene.ts'

/** What becomes of jobs that the two cannot agree about. */
export const DISPUTE_STEPS: Readonly<Record<string, HistoryStep>> = {
  jobEndsInADispute: async (scene) => {
    const job = (await disputableJob(scene)) ?? (await hire(scene))
    for (let step = 0; step < 3; step += 1) await advanceJob(scene, job)
    await disputeJob(job)
    await decideDispute(scene)
    if (scene.random() < 0.5) return
    await partyAppeals(scene)
    await decideDispute(scene)
  },
  appealMeetsTheBank: async (scene) => {
    const job = await hire(scene, pick(scene, ['Escrow', 'CashProtected'] as const))
    await beginPayment(scene, job, 'Stripe')
    await actAsPayer(scene, 'paid', job.jobId)
    await disputeJob(job)
    await decideDispute(scene, job)
    await partyAppeals(scene, job)
    await bankTakesBackDuringAnAppeal(scene, job)
    if (scene.random() < 0.5) await decideDispute(scene, job)
  },
  partyAppeals,
  bankTakesBackDuringAnAppeal,
  staffDecides: decideDispute,
}

/** The steps whose effects the test itself records. */
export const RECORDED_DISPUTE_STEPS = ['jobEndsInADispute', 'appealMeetsTheBank', 'staffDecides'] as const

/** The shares of steps that follow from how disputes stand: most of what is decided is appealed against, and decided again. */
const APPEAL_RATE = 0.5
const SECOND_DECISION_RATE = 0.4

/** The step that is due by how disputes stand, if any. */
export async function dueDisputeStep(scene: Scene): Promise<string | null> {
  const isAppealed = (await Dispute.exists({ status: 'Appealed' })) !== null
  if (isAppealed && scene.random() < SECOND_DECISION_RATE) {
    return pick(scene, ['staffDecides', 'staffDecides', 'bankTakesBackDuringAnAppeal']) ?? null
  }
  const isAppealable = (await appealable()).length > 0
  return isAppealable && scene.random() < APPEAL_RATE ? 'partyAppeals' : null
}

const appealable = () =>
  Dispute.find({ status: 'Resolved', appeal: null, appealUntil: trusted({ $gt: clock() }) }).lean()

/** A job whose parties can still disagree; half of the time there is none, so that another one begins. */
async function disputableJob(scene: Scene): Promise<HiredJob | undefined> {
  if (scene.random() < 0.5) return undefined
  const status = trusted({ $in: ['Hired', 'On The Way', 'Completed'] as const })
  const jobs = await Job.find({ status }, { _id: 1 }).lean()
  const ids = new Set(jobs.map(({ _id }) => idOf<'Job'>(_id)))
  return pick(
    scene,
    scene.jobs.filter(({ jobId }) => ids.has(jobId)),
  )
}

const disputeJob = ({ jobId, client }: HiredJob) =>
  updateJobStatus(jobId, { status: 'Disputed', reason: 'it happens' }, client)

async function partyAppeals(scene: Scene, of?: HiredJob): Promise<void> {
  const all = await appealable()
  const dispute = pick(scene, of ? all.filter(({ job }) => idOf(job) === of.jobId) : all)
  const job = scene.jobs.find(({ jobId }) => dispute && jobId === idOf<'Job'>(dispute.job))
  const who = scene.random() < 0.5 ? job?.client : job?.craftsman
  if (!dispute || !who) return
  await appealDispute(idOf<'Dispute'>(dispute._id), { reason: 'it happens' }, who)
  reach('a decision is appealed against')
}

/** While an appeal runs, the client's bank takes the payment back, which it may return later. */
async function bankTakesBackDuringAnAppeal(scene: Scene, of?: HiredJob): Promise<void> {
  const appealed = await Dispute.find({ status: 'Appealed', ...(of && { job: objectId(of.jobId) }) }).lean()
  const jobs = new Set(appealed.map(({ job }) => job.toHexString()))
  const payments = (await gatewayPayments(scene)).filter(
    ({ gateway, job, paid, refunded, chargedBack }) =>
      gateway === 'Stripe' && job !== null && jobs.has(job) && paid > refunded && chargedBack === 0,
  )
  const payment = pick(scene, payments)
  if (!payment) return
  await scene.stripe.chargeBack(payment.name)
  const isKnown = await Payment.exists({ gatewayPaymentId: payment.name, status: 'ChargedBack' })
  if (isKnown) reach('a payment is charged back during an appeal') // else its message waits
}

async function decideDispute(scene: Scene, of?: HiredJob): Promise<void> {
  const open = { status: trusted({ $ne: 'Resolved' as const }), ...(of && { job: objectId(of.jobId) }) }
  const dispute = pick(scene, await Dispute.find(open).lean())
  if (!dispute) return
  const contract = await Contract.findById(dispute.contract).lean().orFail()
  const contractId = idOf<'Contract'>(contract._id)
  const before = scene.rulings.find((one) => one.contractId === contractId)
  const isChargedBack = await Payment.exists({ contract: contract._id, status: 'ChargedBack' })
  const ruling = rulingOn(scene, amountToDecide(contract), before)
  const staff = dispute.status === 'Appealed' ? scene.secondAdmin : scene.admin
  await resolveDispute(idOf<'Dispute'>(dispute._id), { ...ruling, note: 'as the evidence says' }, staff)
  const made = { ...ruling, contractId, wasReleased: contract.confirmedAt != null }
  scene.rulings.push(made)
  countRuling(made, before, isChargedBack !== null)
}

/** Every third decision on an appeal keeps the one before. */
function rulingOn(scene: Scene, held: number, before: Ruling | undefined) {
  if (before && scene.random() < 1 / 3 && before.clientAmount + before.craftsmanAmount === held) {
    const { decision, clientAmount, craftsmanAmount, waiveFee } = before
    return {
      decision,
      clientAmount: asPiastres(clientAmount),
      craftsmanAmount: asPiastres(craftsmanAmount),
      waiveFee,
    }
  }
  const clientAmount = asPiastres(upTo(scene, held))
  return {
    decision: pick(scene, ['Completed', 'Cancelled'] as const) ?? 'Completed',
    clientAmount,
    craftsmanAmount: asPiastres(held - clientAmount),
    waiveFee: scene.random() < 0.3,
  }
}
