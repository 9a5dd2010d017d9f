import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/outbox.ts'
import { readCase, type JobCase } from '#lib/jobs/job-case.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import { TIMERS } from '#lib/jobs/process.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { log } from '#lib/platform/logger.ts'

/**
 * Runs `work` on a job as it stands once every deadline that has passed is applied, in one transaction.
 * A deadline decides, not the sweep: whoever comes first after it finds its outcome. What is due is
 * committed on its own before, so that it stays also where `work` then refuses.
 */
export async function inSettledCase<T>(
  jobId: JobId,
  work: (session: ClientSession, jobCase: JobCase) => Promise<T>,
): Promise<T> {
  for (;;) {
    const outcome = await inTransaction(async (session) => {
      const jobCase = await readCase(jobId, session)
      if (isDue(jobCase)) return applyDue(session, jobCase)
      return { value: await work(session, jobCase) }
    })
    if (outcome !== 'applied') return outcome.value
  }
}

const isDue = ({ job }: JobCase): boolean => job.timer !== null && job.timer.at <= clock()

/** Makes the move of the deadline that has passed; it counts from the deadline, so a late sweep shifts nothing. */
async function applyDue(session: ClientSession, jobCase: JobCase): Promise<'applied'> {
  const { timer } = jobCase.job
  const rule = TIMERS.find(({ name }) => name === timer?.name)
  if (!timer || !rule) throw new RangeError(`no timer is called ${timer?.name}`)
  await makeMove(session, moveNamed(rule.makes), jobCase, { by: null, at: timer.at })
  return 'applied'
}

/** Applies what is due for one job, also the deadlines that its outcome starts; answers whether anything was. */
export async function settleJob(jobId: JobId): Promise<boolean> {
  const due = await Job.exists({ _id: jobId, 'timer.at': trusted({ $lte: clock() }) })
  if (!due) return false
  await inSettledCase(jobId, async () => undefined)
  return true
}

/** Applies every deadline that has passed. One job that cannot be settled is logged and does not stop the others. */
export async function applyDueTimers(): Promise<{ applied: number; failed: number }> {
  const tally = { applied: 0, failed: 0 }
  for await (const { _id } of Job.find({ 'timer.at': trusted({ $lte: clock() }) }, { _id: 1 })
    .sort({ 'timer.at': 1 })
    .lean()
    .cursor()) {
    const jobId = idOf<'Job'>(_id)
    try {
      if (await settleJob(jobId)) tally.applied += 1
    } catch (error) {
      tally.failed += 1
      log.error('a deadline could not be applied', { jobId, error })
    }
  }
  return tally
}

/** Records, once for each deadline, that it nears: the two sides are told before silence decides. */
export async function remindOfTimers(): Promise<{ reminded: number }> {
  let reminded = 0
  for await (const { _id } of Job.find({ 'timer.remindAt': trusted({ $lte: clock() }) }, { _id: 1 })
    .lean()
    .cursor()) {
    if (await remind(idOf<'Job'>(_id))) reminded += 1
  }
  return { reminded }
}

const remind = (jobId: JobId): Promise<boolean> =>
  inTransaction(async (session) => {
    const job = await Job.findOneAndUpdate(
      { _id: jobId, 'timer.remindAt': trusted({ $lte: clock() }), 'timer.at': trusted({ $gt: clock() }) },
      { $set: { 'timer.remindAt': null } },
      { session },
    ).lean()
    if (!job?.timer) return false
    await recordEvent(session, 'job.timer.nears', {
      jobId,
      clientId: idOf(job.client),
      craftsmanId: job.craftsman && idOf(job.craftsman),
      timer: job.timer.name,
      at: job.timer.at.toISOString(),
    })
    return true
  })
