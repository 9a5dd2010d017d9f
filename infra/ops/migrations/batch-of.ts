import mongoose, { type Types } from 'mongoose'
import type { Batch, Cursor } from '#infra/ops/migrations/migration.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** The condition for the documents after a cursor, in the order of their ids; none at the begin. */
export const behind = (after: Cursor | null) =>
  after === null ? {} : { _id: trusted({ $gt: new mongoose.Types.ObjectId(after) }) }

/** What a batch did that read these documents, at most `size`, in the order of their ids. */
export function batchOf(
  read: readonly { readonly _id: Types.ObjectId }[],
  { size, changed }: { readonly size: number; readonly changed: number },
): Batch {
  const last = read.at(-1)
  return { next: last && read.length === size ? last._id.toHexString() : null, changed }
}
