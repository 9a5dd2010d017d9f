import type { ClientSession } from 'mongoose'
import { Job, type JobTimer } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { type JobWithContract, readJobWithContract } from '#lib/process/job-with-contract.ts'
import { timerNamed } from '#lib/process/timers.ts'
import { transitionNamed } from '#lib/process/transitions.ts'

/**
 * Runs `work` on a job in one transaction, after every deadline that has passed was applied. The deadline decides,
 * not the schedule that looks for it: whoever comes first after a deadline finds its outcome. Each outcome is
 * committed in a transaction of its own, so it stays even if `work` then refuses the request.
 */
export async function withDeadlinesApplied<T>(
  jobId: JobId,
  work: (tx: ClientSession, jobWithContract: JobWithContract) => Promise<T>,
): Promise<T> {
  for (;;) {
    const outcome = await inTransaction(async (tx) => {
      const jobWithContract = await readJobWithContract(jobId, tx)
      const timer = dueTimerOf(jobWithContract)
      if (timer) return applyDeadline(tx, timer, jobWithContract)
      return { value: await work(tx, jobWithContract) }
    })
    if (outcome !== 'applied') return outcome.value
  }
}

const dueTimerOf = ({ job: { timer } }: JobWithContract): JobTimer | null =>
  timer && timer.at <= clock() ? timer : null

/** Makes the timer's transition as of the deadline, so a late schedule shifts no other deadline. */
async function applyDeadline(
  tx: ClientSession,
  { name, at }: JobTimer,
  jobWithContract: JobWithContract,
): Promise<'applied'> {
  const transition = transitionNamed(timerNamed(name).makes)
  await applyTransition(tx, transition, jobWithContract, { by: null, at })
  return 'applied'
}

/**
 * Applies the deadlines of one job that have passed, also those that start with the outcome of another. Returns
 * whether there were any.
 */
export async function applyDeadlines(jobId: JobId): Promise<boolean> {
  const due = await Job.exists({ _id: jobId, 'timer.at': trusted({ $lte: clock() }) })
  if (!due) return false
  await withDeadlinesApplied(jobId, async () => undefined)
  return true
}
