import mongoose from 'mongoose'
import '#lib/models.ts'

/**
 * Creates every collection and index that the models name. A step of deploying (`npm run db:indexes`)
 * and of each start on one machine; functions never do it themselves.
 */
export async function buildIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection()
    await model.createIndexes()
  }
}
