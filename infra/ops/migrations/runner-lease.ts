import mongoose, { type ClientSession } from 'mongoose'
import { newId } from '#lib/platform/ids.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'

/** Who may apply migrations now, and until when; the time is the database's own. */
interface LeaseRecord {
  readonly _id: 'lease'
  readonly owner: string | null
  readonly until: Date
}

/** A batch takes well under a second. A runner that is silent for so long is dead, and the next one may go on. */
const LEASE_MS = 30_000

const leases = () => mongoose.connection.collection<LeaseRecord>('migrations')

/** Another runner applies migrations. */
export class MigrationsRunningError extends Error {
  override readonly name = 'MigrationsRunningError'
}

/** Takes the lease for a new owner, whom it returns. Throws a MigrationsRunningError if another one has it. */
export async function takeLease(): Promise<string> {
  const owner = newId()
  await leases()
    .insertOne({ _id: 'lease', owner: null, until: new Date(0) })
    .catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
    })
  const free = { _id: 'lease' as const, $expr: { $lt: ['$until', '$$NOW'] } }
  const { matchedCount } = await leases().updateOne(free, extended(owner))
  if (matchedCount === 1) return owner
  throw new MigrationsRunningError(
    'Migrations are being applied already. Their runner ends, or is taken over after 30 s.',
  )
}

/**
 * Extends the lease inside the transaction of a batch. A runner that was thought dead and comes back finds another owner:
 * its batch is aborted, whatever it has written. Two that extend at once conflict, and one of them is run again.
 */
export async function extendLease(owner: string, tx: ClientSession): Promise<void> {
  const { matchedCount } = await leases().updateOne({ _id: 'lease', owner }, extended(owner), { session: tx })
  if (matchedCount === 0) throw new MigrationsRunningError('Another runner has taken over.')
}

export async function giveLeaseBack(owner: string): Promise<void> {
  await leases().updateOne({ _id: 'lease', owner }, { $set: { owner: null, until: new Date(0) } })
}

const extended = (owner: string) => [{ $set: { owner, until: { $add: ['$$NOW', LEASE_MS] } } }]
