import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobStatus, PaymentType } from '#lib/model/job-status.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import {
  type GatewayPayment,
  type HiredJob,
  payablePayments,
  pick,
  type Scene,
  upTo,
} from '#lib/testing/money/scene.ts'
import { aBankAccount } from '#lib/testing/payouts.ts'

/** A new job with a craftsman, which pays in a random way unless one is named. */
export async function hire(
  scene: Scene,
  paymentType: PaymentType = pick(scene, ['Escrow', 'Escrow', 'CashProtected', 'Cash'] as const) ?? 'Escrow',
): Promise<HiredJob> {
  const hired = await aHiredJob({ paymentType, price: 5_000 + upTo(scene, 300_000) })
  const job = { ...hired, accountId: await aBankAccount(hired.craftsman) }
  scene.jobs.push(job)
  return job
}

/** Takes the next step of a job that goes well: pay, set off, complete, confirm. */
export async function advanceJob(scene: Scene, hired = pick(scene, scene.jobs)): Promise<void> {
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

export async function beginPayment(
  scene: Scene,
  job = pick(scene, scene.jobs),
  gateway = pick(scene, ['Fawry', 'Stripe'] as const) ?? 'Fawry',
): Promise<void> {
  if (job) await initiatePayment({ jobId: job.jobId, gateway }, job.client)
}

/** A payer pays, or fails to pay, one of the unpaid payments. */
export async function actAsPayer(
  scene: Scene,
  outcome: 'paid' | 'failed',
  jobId?: JobId,
): Promise<GatewayPayment | undefined> {
  const payment = pick(scene, await payablePayments(scene, jobId))
  if (payment?.gateway === 'Fawry') await scene.fawry.pay(payment.name, outcome)
  if (payment?.gateway === 'Stripe') await scene.stripe.pay(payment.name, outcome)
  return payment
}

export async function changeStatus(
  scene: Scene,
  who: 'client' | 'craftsman',
  to: readonly JobStatus[],
): Promise<void> {
  const job = pick(scene, scene.jobs)
  const status = pick(scene, to)
  if (job && status) await updateJobStatus(job.jobId, { status, reason: 'it happens' }, job[who])
}
