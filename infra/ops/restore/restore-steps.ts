import mongoose from 'mongoose'
import { applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { findStore } from '#infra/ops/restore/find-store.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { smokeTest } from '#infra/ops/restore/smoke-test.ts'
import { noteRestore } from '#lib/activity/restores.ts'
import { verifyActivity } from '#lib/activity/verify-activity.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { rebuildLedger, restartRebuild } from '#lib/money/rebuild-ledger.ts'
import { replayErasures } from '#lib/privacy/replay-erasures.ts'

/** How many documents each collection has. */
export type Counts = Readonly<Record<string, number>>

/** One step between a restored database and its traffic. It returns what it found, and throws where that is wrong. */
export interface RestoreStep {
  readonly name: string
  readonly run: () => Promise<string>
}

/**
 * What is done with a restored database before it gets traffic, in this order; each step may be run again:
 * 1. its documents are counted and compared with those that the backup had, where these are known
 * 2. the store outside of the database is that of the lost one: it has whatever this database remembers to be there
 * 3. every index exists, and the migrations of this version are applied
 * 4. whoever was erased since the backup is erased again
 * 5. the whole ledger is verified from its first journal on, and its checkpoints are made anew
 * 6. what the activity log lost is noted outside of the database, and then its chain is verified
 * 7. the functions themselves answer from it
 */
export const restoreSteps = (expected?: Counts): readonly RestoreStep[] => [
  { name: 'counts', run: () => compareCounts(expected) },
  { name: 'store', run: findStore },
  { name: 'indexes', run: buildAllIndexes },
  { name: 'migrations', run: migrate },
  { name: 'erasures', run: replay },
  { name: 'ledger', run: verifyLedger },
  { name: 'audit', run: verifyAudit },
  { name: 'smoke', run: smokeTest },
]

/** Counts the documents of every collection. */
export async function countDocuments(): Promise<Counts> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  const counts = await Promise.all(
    collections.map(
      async (collection) => [collection.collectionName, await collection.countDocuments()] as const,
    ),
  )
  return Object.fromEntries(counts.toSorted(([a], [b]) => a.localeCompare(b)))
}

const text = (count: number): string => count.toLocaleString('en')

async function compareCounts(expected?: Counts): Promise<string> {
  const counts = await countDocuments()
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const found = `${text(total)} documents in ${Object.keys(counts).length} collections`
  if (!expected) return `${found}; nobody said how many there were`
  const differing = [...new Set([...Object.keys(counts), ...Object.keys(expected)])]
    .filter((name) => (counts[name] ?? 0) !== (expected[name] ?? 0))
    .map((name) => `${name} has ${text(counts[name] ?? 0)} of ${text(expected[name] ?? 0)}`)
  if (differing.length > 0) throw new RestoreCheckError(differing.join(', '))
  return `${found}, as many as the backup had`
}

async function buildAllIndexes(): Promise<string> {
  await buildIndexes()
  const missing = await missingUniqueIndexes()
  if (missing.length > 0) throw new RestoreCheckError(`it has no ${missing.join(', no ')}`)
  return 'every index exists'
}

async function migrate(): Promise<string> {
  const applied = await applyMigrations(migrations)
  return `${applied.length} of ${migrations.length} were applied now`
}

async function replay(): Promise<string> {
  const { noted, erased } = await replayErasures()
  return `${text(noted)} are noted, ${text(erased)} people were erased again`
}

async function verifyLedger(): Promise<string> {
  await restartRebuild()
  const rebuilt = await rebuildLedger()
  const [first, ...others] = rebuilt?.differences ?? []
  if (first)
    throw new RestoreCheckError(`${first.what} differs, and ${others.length} more: npm run ledger:verify`)
  return `${text(rebuilt?.journals ?? 0)} journals, nothing differs`
}

async function verifyAudit(): Promise<string> {
  const lost = await noteRestore()
  const { findings, seals, anchored } = await verifyActivity()
  const [first] = findings
  if (first)
    throw new RestoreCheckError(
      `${findings.length} findings, the first at ${first.number}: npm run audit:verify`,
    )
  const gone = lost ? `; ${lost.from} to ${lost.to} came after the backup and are lost` : ''
  return `${text(seals)} sealed entries, ${text(anchored)} anchored, no findings${gone}`
}
