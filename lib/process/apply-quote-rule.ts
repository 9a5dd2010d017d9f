import type { ClientSession, Types } from 'mongoose'
import type { JobRecord } from '#lib/model/job.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Transition } from '#lib/process/process.ts'

/** Expires or reopens the quotes of a job by the transition's rule. Returns how many are open afterwards. */
export async function applyQuoteRule(
  tx: ClientSession,
  transition: Transition,
  job: JobRecord,
): Promise<number> {
  switch (transition.quotes) {
    case 'keep':
      return job.openQuotes
    case 'expire':
      await Quote.updateMany(
        { job: job._id, status: 'Submitted' },
        { $set: { status: 'Expired' } },
        { session: tx },
      )
      return 0
    case 'reopen':
      return reopenQuotes(tx, job)
  }
}

/** A void contract leaves no trace: the accepted quote and the quotes that were declined with it are open again. */
async function reopenQuotes(tx: ClientSession, { _id, contract }: JobRecord): Promise<number> {
  const endedByHire = {
    job: _id,
    $or: [{ status: 'Accepted' as const }, { status: 'Declined' as const, declinedBy: contract }],
  }
  const { modifiedCount } = await Quote.updateMany(
    endedByHire,
    { $set: { status: 'Submitted' }, $unset: { declinedBy: 1 } },
    { session: tx },
  )
  return modifiedCount
}

/** Declines every open quote of a job but the accepted one. Each keeps the contract's id, so a void contract can undo it. */
export async function declineOtherQuotes(
  tx: ClientSession,
  job: JobRecord,
  accepted: Types.ObjectId,
  contract: Types.ObjectId,
): Promise<void> {
  await Quote.updateMany(
    { job: job._id, status: 'Submitted', _id: trusted({ $ne: accepted }) },
    { $set: { status: 'Declined', declinedBy: contract } },
    { session: tx },
  )
}
