import type { ClientSession } from 'mongoose'
import { readCase } from '#lib/jobs/job-case.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import type { JobId } from '#lib/platform/ids.ts'

interface Opening {
  readonly jobId: JobId
  readonly reason: string
  readonly at: Date
}

/**
 * The platform opens a dispute, in the caller's transaction: a payment was charged back while its job holds it.
 * Answers whether it did: a job that is disputed already, or at its end, stays as it is.
 */
export async function openDispute(session: ClientSession, { jobId, reason, at }: Opening): Promise<boolean> {
  const move = moveNamed('contest')
  const jobCase = await readCase(jobId, session)
  if (!move.from.includes(jobCase.job.status)) return false
  await makeMove(session, move, jobCase, { by: null, at, reason })
  return true
}
