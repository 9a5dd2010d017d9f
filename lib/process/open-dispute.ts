import type { ClientSession } from 'mongoose'
import type { JobId } from '#lib/platform/ids.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { readJobWithContract } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'

interface DisputeRequest {
  readonly jobId: JobId
  readonly reason: string
  readonly at: Date
}

/**
 * Opens a dispute in the platform's name, in the caller's transaction, when a payment was charged back while the job
 * holds it. Returns whether it did: a job that is in dispute already, or at its end, stays as it is.
 */
export async function openDispute(
  tx: ClientSession,
  { jobId, reason, at }: DisputeRequest,
): Promise<boolean> {
  const transition = transitionNamed('contest')
  const jobWithContract = await readJobWithContract(jobId, tx)
  if (!transition.from.includes(jobWithContract.job.status)) return false
  await applyTransition(tx, transition, jobWithContract, { by: null, at, reason })
  return true
}
