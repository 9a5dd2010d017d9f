import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Dispute, type DisputeRecord } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { Transition } from '#lib/process/process.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'

/** The unresolved dispute of a job. Throws DISPUTE_NOT_OPEN where there is none. */
export async function findUnresolvedDispute(jobId: JobId, tx: ClientSession): Promise<DisputeRecord> {
  const unresolved = trusted({ $in: [...UNRESOLVED_STATUSES] })
  const dispute = await Dispute.findOne({ job: objectId(jobId), status: unresolved })
    .session(tx)
    .lean()
  if (!dispute) throw fail('DISPUTE_NOT_OPEN')
  return dispute
}

/** The transition that takes the job back to its status before the dispute. */
export function resumingTransition({ before }: DisputeRecord): Transition {
  const transition = TRANSITIONS.find(
    ({ by, to }: Transition) => by.includes('opener') && to === before.status,
  )
  if (!transition) throw new RangeError(`no dispute begins in ${before.status}`)
  return transition
}
