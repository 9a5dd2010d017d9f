import mongoose, { type Model } from 'mongoose'
import { loadModels } from '#lib/model/load-models.ts'

/**
 * Creates every collection and index that the models define, and sets the current validator of each collection.
 * It is a step of each deployment (`npm run db:indexes`) and of each start on one machine. Functions never do it
 * themselves. It can run at any time and as often as needed: what exists already stays as it is, except an index that
 * has a new name.
 */
export async function buildIndexes(): Promise<void> {
  await loadModels()
  await Promise.all(Object.values(mongoose.models).map(buildCollection))
}

async function buildCollection(model: Model<unknown>): Promise<void> {
  await model.createCollection()
  await updateValidator(model)
  await dropRenamedIndexes(model)
  await model.createIndexes()
}

/** MongoDB keeps the validator that a collection was created with, and would refuse a new kind of journal. */
async function updateValidator({ schema, collection }: Model<unknown>): Promise<void> {
  const { validator } = schema.get('collectionOptions') ?? {}
  if (validator === undefined) return
  await mongoose.connection.db?.command({ collMod: collection.collectionName, validator })
}

/** MongoDB cannot rename an index, and refuses to create the same index under a second name. */
async function dropRenamedIndexes({ schema, collection }: Model<unknown>): Promise<void> {
  const named = schema.indexes().flatMap(([fields, { name }]) => (name ? [{ fields, name }] : []))
  if (named.length === 0) return
  for (const { name = '', key } of await collection.indexes()) {
    const current = named.find(({ fields }) => JSON.stringify(fields) === JSON.stringify(key))
    if (current && current.name !== name) await collection.dropIndex(name)
  }
}
