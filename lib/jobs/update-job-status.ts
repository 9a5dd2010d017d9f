import type * as z from 'zod'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { fail } from '#lib/errors/app-error.ts'
import { obstacleTo } from '#lib/jobs/conditions.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import type { statusChange } from '#lib/jobs/job.schemas.ts'
import { showJob } from '#lib/jobs/job.view.ts'
import { makeMove, type MoveMaking } from '#lib/jobs/make-move.ts'
import { movesBetween } from '#lib/jobs/moves.ts'
import type { Actor, Move } from '#lib/jobs/process.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'

type Change = z.output<typeof statusChange>

/**
 * Move a job, by the process table alone.
 * 1. a deadline that has passed is applied first
 * 2. the asker plays a part in the job (JOB_NOT_FOUND, JOB_NOT_YOURS); the table has a move between the two
 *    statuses (MOVE_NOT_ALLOWED) that this part may make (MOVE_NOT_YOURS)
 * 3. what the move needs holds (NOT_PAID, REASON_REQUIRED, DISPUTE_WINDOW_OVER ...)
 * 4. hiring is accepting the named quote, confirming is confirming the contract: those use cases do it;
 *    any other move is made here. Two at once: one wins, the other is judged by what it left.
 */
export async function updateJobStatus(jobId: JobId, change: Change, asker: Asker) {
  const next = await inSettledCase(jobId, async (session, jobCase) => {
    const move = await chooseMove(jobCase, change, asker)
    if (move.name === 'hire' || move.money === 'release') return move
    await makeMove(session, move, jobCase, makingOf(move, jobCase, change, asker))
    return null
  })
  if (next?.name === 'hire' && change.quoteId)
    await acceptQuote({ jobId, quoteId: change.quoteId, client: asker })
  else if (next)
    await confirmContract({ jobId, client: asker, cashPaid: change.cashPaid, reason: change.reason })
  return showJob(await readJob(jobId), asker)
}

/** The move that a change of status asks for. */
async function chooseMove(jobCase: JobCase, change: Change, asker: Asker): Promise<Move> {
  const { job, contract } = jobCase
  const actor = actorIn(job, asker)
  if (!actor) throw fail((await maySee(job, asker)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  const possible = movesBetween(job.status, change.status).filter(({ by }) => by.some(isHuman))
  if (possible.length === 0) throw fail('MOVE_NOT_ALLOWED')
  const his = possible.filter(({ by }) => by.includes(actor))
  if (his.length === 0) throw fail('MOVE_NOT_YOURS')
  const judged = his.map((move) => ({ move, obstacle: obstacleTo(move, jobCase, change, clock()) }))
  const free = judged.find(({ obstacle }) => obstacle === null)
  if (!free) throw fail(judged.at(-1)?.obstacle ?? 'MOVE_NOT_ALLOWED')
  const namesCash = change.cashPaid !== undefined
  if (namesCash && (contract?.paymentType !== 'CashProtected' || change.status !== 'Completed')) {
    throw fail('CASH_PAID_NOT_ASKED')
  }
  return free.move
}

const isHuman = (actor: Actor): boolean => actor === 'client' || actor === 'craftsman' || actor === 'staff'

function makingOf(move: Move, { contract }: JobCase, { reason, cashPaid }: Change, asker: Asker): MoveMaking {
  const finishes = move.name === 'finish' && contract?.paymentType === 'CashProtected'
  // leaving the figure out means that the rest of the price was paid in full
  const figure = finishes ? (cashPaid ?? contract.price - contract.deposit) : undefined
  return {
    by: asker.id,
    at: clock(),
    reason,
    ...(figure !== undefined && { cashPaid: { craftsman: asPiastres(figure) } }),
  }
}
