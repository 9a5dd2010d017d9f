import type { ClientSession } from 'mongoose'
import { livingDispute, resumptionOf } from '#lib/disputes/living-dispute.ts'
import { obstacleTo, disputableUntil } from '#lib/jobs/conditions.ts'
import { fail } from '#lib/errors/app-error.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import { MOVES, moveNamed } from '#lib/jobs/moves.ts'
import { TIMERS, type Move } from '#lib/jobs/process.ts'
import { splitOf, type Split } from '#lib/jobs/settlement.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'

/** What the asker would name with a move: conditions that are about words alone do not forbid an action. */
const WITH_WORDS = { reason: 'given with the move', quoteId: 'named with the move' }

/**
 * What can I do now: every move of the table from the present status that the asker's part may make, whether
 * it is allowed and why not, until when, how it would split what is held; and what happens if nobody acts.
 * The split is the very function that books it. Throws JOB_NOT_FOUND.
 */
export const jobActions = (jobId: JobId, asker: Asker) =>
  inSettledCase(jobId, async (session, jobCase) => {
    const actor = actorIn(jobCase.job, asker)
    if (!actor && !(await maySee(jobCase.job, asker))) throw fail('JOB_NOT_FOUND')
    const resumption = await resumptionFor(session, jobCase, asker)
    const his = MOVES.filter(
      (move: Move) =>
        move === resumption || (actor && move.from.includes(jobCase.job.status) && move.by.includes(actor)),
    )
    return {
      status: jobCase.job.status,
      actions: offered(his, jobCase).map((move) => showAction(move, jobCase)),
      ifNobodyActs: forecastSilence(jobCase),
    }
  })

/** Who opened the dispute that the job is in may withdraw it. */
async function resumptionFor(session: ClientSession, { job }: JobCase, asker: Asker): Promise<Move | null> {
  if (job.status !== 'Disputed') return null
  const dispute = await livingDispute(idOf(job._id), session)
  return dispute.openedBy && idOf<'User'>(dispute.openedBy) === asker.id ? resumptionOf(dispute) : null
}

/** A client who may leave for nothing is not offered to pay for it. */
function offered(moves: readonly Move[], jobCase: JobCase): readonly Move[] {
  const free = moves.find(({ name }) => name === 'cancelNoShow')
  if (!free || obstacleTo(free, jobCase, WITH_WORDS, clock()) !== null) return moves
  return moves.filter(({ name }) => name !== 'cancelVisit')
}

function showAction(move: Move, jobCase: JobCase) {
  const obstacle = obstacleTo(move, jobCase, WITH_WORDS, clock())
  return {
    action: move.action,
    to: move.to,
    until: untilWhen(move, jobCase)?.toISOString() ?? null,
    allowed: obstacle === null,
    because: obstacle,
    money: splitOf(move, jobCase.contract),
  }
}

function untilWhen(move: Move, jobCase: JobCase): Date | null {
  if (move.name === 'dispute') return disputableUntil(jobCase)
  if (move.name === 'confirm') return jobCase.contract?.confirmBy ?? null
  return null
}

function forecastSilence({
  job,
  contract,
}: JobCase): { at: string; to: Move['to']; money: Split | null } | null {
  const rule = TIMERS.find(({ name }) => name === job.timer?.name)
  if (!job.timer || !rule) return null
  const move = moveNamed(rule.makes)
  return { at: job.timer.at.toISOString(), to: move.to, money: splitOf(move, contract) }
}
