import type { ClientSession } from 'mongoose'
import type { JobCase } from '#lib/jobs/job-case.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import type { Move } from '#lib/jobs/process.ts'
import { Strike } from '#lib/jobs/strike.model.ts'

/** Marks whoever let the other down, where the move says so; once for each job and person. */
export async function strikeFor(
  session: ClientSession,
  move: Move,
  { job, contract }: JobCase,
  { at }: MoveMaking,
): Promise<void> {
  const user = move.strike === 'craftsman' ? job.craftsman : struckClient(move, { job, contract })
  if (!user) return
  await Strike.updateOne(
    { user, job: job._id },
    { $setOnInsert: { user, job: job._id, move: move.name, at } },
    { upsert: true, session },
  )
}

/** Where money was held the visit fee is the price of it; a client of a Cash job pays in reputation. */
const struckClient = (move: Move, { job, contract }: JobCase) =>
  move.strike === 'clientOfCash' && contract?.paymentType === 'Cash' ? job.client : null
