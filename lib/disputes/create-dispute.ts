import type * as z from 'zod'
import type { newDispute } from '#lib/disputes/dispute.schemas.ts'
import { showDispute } from '#lib/disputes/dispute.view.ts'
import { livingDispute } from '#lib/disputes/living-dispute.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { obstacleTo } from '#lib/jobs/conditions.ts'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'

/**
 * Open a dispute.
 * 1. a party of the job (JOB_NOT_FOUND, JOB_NOT_YOURS), from the hire to 7 days after completion
 *    (MOVE_NOT_ALLOWED, DISPUTE_WINDOW_OVER)
 * 2. one transaction: the job Disputed, its deadlines stopped, what is held or has not cleared frozen, the
 *    dispute, the event. Of a dispute and a release at once one wins; the other is judged by what it left.
 */
export async function createDispute(
  { jobId, reason, description }: z.output<typeof newDispute>,
  asker: Asker,
) {
  const move = moveNamed('dispute')
  const disputeId = await inSettledCase(jobId, async (session, jobCase) => {
    const { job } = jobCase
    const actor = actorIn(job, asker)
    if (!actor) throw fail((await maySee(job, asker)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
    if (!move.from.includes(job.status)) throw fail('MOVE_NOT_ALLOWED')
    const obstacle = obstacleTo(move, jobCase, { reason }, clock())
    if (obstacle) throw fail(obstacle)
    await makeMove(session, move, jobCase, { by: asker.id, at: clock(), reason, description })
    return idOf<'Dispute'>((await livingDispute(jobId, session))._id)
  })
  return showDispute(await readDispute(disputeId))
}
