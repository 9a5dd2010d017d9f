import mongoose from 'mongoose'
import { loadModels } from '#lib/model/load-models.ts'

/** The names of all collections that models define. */
export async function collectionNames(): Promise<readonly string[]> {
  await loadModels()
  return Object.values(mongoose.models)
    .map(({ collection }) => collection.collectionName)
    .toSorted()
}
