import type { ClientSession, Types } from 'mongoose'
import type { JobRecord } from '#lib/jobs/job.model.ts'
import type { Move } from '#lib/jobs/process.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Ends or opens a job's quotes by the move's rule; answers how many are open now. */
export async function moveQuotes(session: ClientSession, move: Move, job: JobRecord): Promise<number> {
  switch (move.quotes) {
    case 'keep':
      return job.openQuotes
    case 'expire':
      await Quote.updateMany(
        { job: job._id, status: 'Submitted' },
        { $set: { status: 'Expired' } },
        { session },
      )
      return 0
    case 'reopen':
      return reopenQuotes(session, job)
  }
}

/** A void contract never was: the accepted quote and those that it declined are open again. */
async function reopenQuotes(session: ClientSession, { _id, contract }: JobRecord): Promise<number> {
  const ended = {
    job: _id,
    $or: [{ status: 'Accepted' as const }, { status: 'Declined' as const, declinedBy: contract }],
  }
  const { modifiedCount } = await Quote.updateMany(
    ended,
    { $set: { status: 'Submitted' }, $unset: { declinedBy: 1 } },
    { session },
  )
  return modifiedCount
}

/** Declines every open quote of a job but the accepted one, so that it can be undone with the contract. */
export async function declineOthers(
  session: ClientSession,
  job: JobRecord,
  accepted: Types.ObjectId,
  contract: Types.ObjectId,
): Promise<void> {
  await Quote.updateMany(
    { job: job._id, status: 'Submitted', _id: trusted({ $ne: accepted }) },
    { $set: { status: 'Declined', declinedBy: contract } },
    { session },
  )
}
