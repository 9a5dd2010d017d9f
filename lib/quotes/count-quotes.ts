import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import type { JobCase } from '#lib/jobs/job-case.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import { clock } from '#lib/platform/clock.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Counts a quote that came (+1) or went (-1) in its own transaction: the first makes the job Quoted, the
 * last one gone makes it Posted again. Both write the job, so two that come or go at once cannot
 * both believe to be the last.
 */
export async function countQuotes(
  session: ClientSession,
  { job, contract }: JobCase,
  change: 1 | -1,
): Promise<void> {
  const openQuotes = Math.max(0, job.openQuotes + change)
  const at = clock()
  const move = openQuotes === 0 ? 'lastQuoteGone' : 'firstQuote'
  const rule = moveNamed(move)
  if (rule.from.includes(job.status)) {
    await makeMove(session, rule, { job: { ...job, openQuotes }, contract }, { by: null, at })
    return
  }
  const timer = timerFor({ ...job, activityAt: at }, contract, await currentSettings())
  const { matchedCount } = await Job.updateOne(
    { _id: job._id, status: job.status, openQuotes: job.openQuotes },
    { $set: { openQuotes, activityAt: at, updatedAt: at, timer } },
    { session },
  )
  if (matchedCount === 0) throw fail('JOB_NOT_OPEN')
}
