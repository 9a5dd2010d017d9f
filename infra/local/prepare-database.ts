import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { rehashDemo, seedAdmin, seedDemo } from '#infra/demo/seed-demo.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { config } from '#lib/platform/config.ts'

/** What a start puts into the database. `indexes` is for a reload, when only the code changed. */
export type Preparation = 'demo' | 'empty' | 'indexes'

/** A record of what was seeded into this database, in a collection that no function reads. */
interface SeedRecord {
  readonly _id: 'seed'
  readonly scene: 'demo' | 'empty'
  /** The hash of the JWT_SECRET that the demo passwords were hashed with. */
  readonly secret: string
}

/**
 * Creates what the database needs before the first request: collections, indexes and, once, the seed data.
 * Changed or deleted demo data are not restored until `npm run reset`.
 */
export async function prepareDatabase(preparation: Preparation): Promise<void> {
  await buildIndexes()
  if (preparation === 'indexes') return
  const seedRecords = mongoose.connection.collection<SeedRecord>('localSeed')
  const seeded = await seedRecords.findOne({ _id: 'seed' })
  const secret = createHash('sha256')
    .update((await config('tokens')).JWT_SECRET)
    .digest('base64url')
  const isSeeded = seeded?.scene === 'demo' || seeded?.scene === preparation
  if (!isSeeded) await (preparation === 'demo' ? seedDemo() : seedAdmin())
  if (seeded && seeded.secret !== secret) await rehashDemo()
  const scene = isSeeded ? seeded.scene : preparation
  await seedRecords.updateOne({ _id: 'seed' }, { $set: { scene, secret } }, { upsert: true })
}
