import { batchOf, behind } from '#infra/ops/migrations/batch-of.ts'
import type { Migration } from '#infra/ops/migrations/migration.ts'
import { User } from '#lib/model/user.model.ts'
import { readHours, type StoredHours, type WorkingHours } from '#lib/model/working-hours.ts'
import { trusted } from '#lib/platform/mongo.ts'

const BATCH_SIZE = 500

/**
 * Working hours were stored as times like `09:30`, and could overlap. This stores them as minutes of the day, and makes
 * one of those that overlap or touch. Who reads them understands both.
 */
export const workingHours: Migration = {
  id: '0002-working-hours',
  summary: 'Working hours are minutes of the day, and no two of a day overlap',
  async batch(after, tx) {
    const users = await User.find({
      'craftsmanInfo.availability.weekly': trusted({ $type: 'object' }),
      ...behind(after),
    })
      .select('craftsmanInfo.availability.weekly')
      .sort({ _id: 1 })
      .limit(BATCH_SIZE)
      .session(tx)
      .lean()
    const changes = users.flatMap(({ _id, craftsmanInfo }) => {
      const stored = craftsmanInfo?.availability?.weekly ?? []
      const weekly = inOnePiece(stored.map(readHours))
      if (JSON.stringify(weekly) === JSON.stringify(stored.map(fieldsOf))) return []
      const update = { $set: { 'craftsmanInfo.availability.weekly': weekly } }
      return [{ updateOne: { filter: { _id }, update } }]
    })
    if (changes.length > 0) await User.collection.bulkWrite(changes, { session: tx })
    return batchOf(users, { size: BATCH_SIZE, changed: changes.length })
  },
}

const fieldsOf = ({ day, from, to }: StoredHours): StoredHours => ({ day, from, to })

/** The same hours in the order of the week, with one piece for those that overlap or touch. */
function inOnePiece(weekly: readonly WorkingHours[]): WorkingHours[] {
  const pieces: WorkingHours[] = []
  for (const hours of weekly.toSorted((a, b) => a.day - b.day || a.from - b.from)) {
    const last = pieces.at(-1)
    if (last && last.day === hours.day && hours.from <= last.to) last.to = Math.max(last.to, hours.to)
    else pieces.push(hours)
  }
  return pieces
}
