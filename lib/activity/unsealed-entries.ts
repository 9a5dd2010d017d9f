import mongoose from 'mongoose'
import type { StoredEntry } from '#lib/activity/entry-hash.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'

/** No more than these are named one by one. */
const MAX_NAMED = 10_000

/** The entries that have no seal. */
interface Unsealed {
  /** Those that should have one: they arrived before `horizon`, or say nothing of their arrival. */
  readonly early: readonly StoredEntry[]
  /** How many still wait for theirs. */
  readonly waiting: number
}

/** Finds the entries of the activity log that no seal is about, along the index of the seals. */
export async function findUnsealed(horizon: mongoose.mongo.Timestamp): Promise<Unsealed> {
  const found = ActivityLog.collection.aggregate<StoredEntry>(
    [
      { $lookup: { from: 'activitySeals', localField: '_id', foreignField: 'entry', as: 'seals' } },
      { $match: { seals: [] } },
      { $unset: 'seals' },
    ],
    { allowDiskUse: true },
  )
  const early: StoredEntry[] = []
  let waiting = 0
  for await (const entry of found) {
    const { arrived } = entry
    const isEarly = !(arrived instanceof mongoose.mongo.Timestamp) || arrived.lessThan(horizon)
    if (!isEarly) waiting += 1
    else if (early.length < MAX_NAMED) early.push(entry)
  }
  return { early, waiting }
}
