import type { ClientSession } from 'mongoose'
import { LIVING_DISPUTES } from '#lib/disputes/dispute-status.ts'
import { Dispute, type DisputeRecord } from '#lib/disputes/dispute.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import { MOVES } from '#lib/jobs/moves.ts'
import type { Move } from '#lib/jobs/process.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** The dispute that a job is in. Throws DISPUTE_NOT_OPEN where there is none. */
export async function livingDispute(jobId: JobId, session: ClientSession): Promise<DisputeRecord> {
  const living = trusted({ $in: [...LIVING_DISPUTES] })
  const dispute = await Dispute.findOne({ job: objectId(jobId), status: living })
    .session(session)
    .lean()
  if (!dispute) throw fail('DISPUTE_NOT_OPEN')
  return dispute
}

/** The move by which all stands again as it did before a dispute. */
export function resumptionOf({ before }: DisputeRecord): Move {
  const move = MOVES.find(({ by, to }: Move) => by.includes('opener') && to === before.status)
  if (!move) throw new RangeError(`no dispute begins in ${before.status}`)
  return move
}
