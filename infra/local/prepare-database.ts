import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { rehashDemo, seedAdmin, seedDemo } from '#infra/local/demo/seed-demo.ts'
import { buildIndexes } from '#lib/indexes.ts'
import { config } from '#lib/platform/config.ts'

/** What a start puts into the database: `indexes` alone when only the code changed. */
export type Preparation = 'demo' | 'empty' | 'indexes'

/** What was put into this database before; its own collection, which no function reads. */
interface Note {
  readonly _id: 'seed'
  readonly scene: 'demo' | 'empty'
  /** Which JWT_SECRET the demo passwords were hashed with. */
  readonly secret: string
}

/**
 * What the database needs before the first request: collections, indexes, and once the first people.
 * Demo data that somebody changed or deleted stay so until `npm run reset`.
 */
export async function prepareDatabase(preparation: Preparation): Promise<void> {
  await buildIndexes()
  if (preparation === 'indexes') return
  const notes = mongoose.connection.collection<Note>('localSeed')
  const note = await notes.findOne({ _id: 'seed' })
  const secret = createHash('sha256')
    .update((await config('tokens')).JWT_SECRET)
    .digest('base64url')
  const isSeeded = note?.scene === 'demo' || note?.scene === preparation
  if (!isSeeded) await (preparation === 'demo' ? seedDemo() : seedAdmin())
  if (note && note.secret !== secret) await rehashDemo()
  const scene = isSeeded ? note.scene : preparation
  await notes.updateOne({ _id: 'seed' }, { $set: { scene, secret } }, { upsert: true })
}
