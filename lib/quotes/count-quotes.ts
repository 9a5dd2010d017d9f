import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import { timerFor } from '#lib/process/timers.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Updates a job's count of open quotes, in the transaction that submits (+1) or ends (-1) a quote. The first quote
 * makes the job Quoted; the end of the last one makes it Posted again. Every change writes the job, so two changes at
 * once conflict, and only one of them can be the last.
 */
export async function countQuotes(
  tx: ClientSession,
  { job, contract }: JobWithContract,
  change: 1 | -1,
): Promise<void> {
  const openQuotes = Math.max(0, job.openQuotes + change)
  const at = clock()
  const transition = transitionNamed(openQuotes === 0 ? 'lastQuoteGone' : 'firstQuote')
  if (transition.from.includes(job.status)) {
    await applyTransition(tx, transition, { job: { ...job, openQuotes }, contract }, { by: null, at })
    return
  }
  const timer = timerFor({ ...job, activityAt: at }, contract, await currentSettings())
  const { matchedCount } = await Job.updateOne(
    { _id: job._id, status: job.status, openQuotes: job.openQuotes },
    { $set: { openQuotes, activityAt: at, updatedAt: at, timer } },
    { session: tx },
  )
  if (matchedCount === 0) throw fail('JOB_NOT_OPEN')
}
