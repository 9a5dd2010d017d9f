import mongoose from 'mongoose'
import type { Cursor, Migration } from '#infra/ops/migrations/migration.ts'
import { extendLease, giveLeaseBack, takeLease } from '#infra/ops/migrations/runner-lease.ts'
import { realTime } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** What was applied to a database, one record a migration, in the collection `migrations`. */
export interface AppliedRecord {
  readonly _id: string
  readonly state: 'under way' | 'applied'
  /** Where the next batch begins. */
  readonly cursor: Cursor | null
  readonly batches: number
  readonly changed: number
  readonly startedAt: Date
  readonly appliedAt: Date | null
}

const records = () => mongoose.connection.collection<AppliedRecord>('migrations')

/**
 * Applies the migrations that this database has not had, in their order:
 * 1. One runner at a time, by a lease; a second one gets a MigrationsRunningError.
 * 2. Each batch is one transaction with the cursor after it and the lease: it is applied once, whatever dies when.
 * 3. A run that ended in the middle is gone on with where it ended. What is applied is never applied again.
 * Returns those that it applied or ended, with their figures.
 */
export async function applyMigrations(
  migrations: readonly Migration[],
  onBatch: (record: AppliedRecord) => void = () => undefined,
): Promise<readonly AppliedRecord[]> {
  refuseDisorder(migrations)
  if ((await pendingOf(migrations)).length === 0) return []
  const owner = await takeLease()
  try {
    const done: AppliedRecord[] = []
    for (const migration of await pendingOf(migrations)) {
      let record: AppliedRecord
      do {
        record = await applyBatch(migration, owner)
        onBatch(record)
      } while (record.state !== 'applied')
      done.push(record)
    }
    return done
  } finally {
    await giveLeaseBack(owner)
  }
}

/** Those that this database has not had to their end. */
export async function pendingOf(migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await records().find({ state: 'applied' }).toArray()
  return migrations.filter(({ id }) => !applied.some(({ _id }) => _id === id))
}

function applyBatch({ id, batch }: Migration, owner: string): Promise<AppliedRecord> {
  return inTransaction(async (tx) => {
    await extendLease(owner, tx)
    const before = await records().findOne({ _id: id }, { session: tx })
    const { next, changed } = await batch(before?.cursor ?? null, tx)
    const now = realTime()
    const record: AppliedRecord = {
      _id: id,
      state: next === null ? 'applied' : 'under way',
      cursor: next,
      batches: (before?.batches ?? 0) + 1,
      changed: (before?.changed ?? 0) + changed,
      startedAt: before?.startedAt ?? now,
      appliedAt: next === null ? now : null,
    }
    await records().replaceOne({ _id: id }, record, { session: tx, upsert: true })
    return record
  })
}

/** Ids begin with four digits, which go up: the order of the list is the order in every database. */
function refuseDisorder(migrations: readonly Migration[]): void {
  const ids = migrations.map(({ id }) => id)
  const wrong = ids.find(
    (id, i) => !/^\d{4}-[a-z0-9-]+$/.test(id) || (i > 0 && id.slice(0, 4) <= (ids[i - 1] ?? '').slice(0, 4)),
  )
  if (wrong !== undefined) throw new RangeError(`The migration ${wrong} is not in its order`)
}
