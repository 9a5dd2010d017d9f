import mongoose, { type Model } from 'mongoose'
import { buildSearchIndex } from '#lib/model/build-search-index.ts'
import { loadModels } from '#lib/model/load-models.ts'
import { MissingIndexesError, missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { briefly } from '#lib/platform/logger.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'

/**
 * Creates every collection and index that the models define, and sets the current validator of each collection.
 * It is a step of each deployment (functions/deployment/build-indexes.ts) and of each start on one machine; by hand it
 * is `npm run db:indexes`. Throws an error that names the collection, or a MissingIndexesError. It can run at any time and as often as needed: what exists already stays as it is, except an index that
 * has a new name.
 */
export async function buildIndexes(): Promise<void> {
  await loadModels()
  await Promise.all(
    Object.values(mongoose.models).map((model) =>
      buildCollection(model).catch((error: unknown) => {
        throw new CollectionError(model.collection.collectionName, error)
      }),
    ),
  )
  await buildSearchIndex()
  const missing = await missingUniqueIndexes()
  if (missing.length > 0) throw new MissingIndexesError(missing)
}

/** A collection could not be brought to its present form. The message has no value of the driver's in it. */
class CollectionError extends Error {
  override readonly name = 'CollectionError'
  readonly forLog: string

  constructor(collection: string, cause: unknown) {
    const why = isDuplicate(cause) ? 'holds twice what may exist once' : briefly(cause)
    super(`The collection ${collection}: ${why}`, { cause })
    this.forLog = this.message
  }
}

async function buildCollection(model: Model<unknown>): Promise<void> {
  await model.createCollection()
  await updateValidator(model)
  await dropRenamedIndexes(model)
  await createIndexes(model)
}

/** All indexes of a collection in one command, which takes far less time than one after the other. */
async function createIndexes({ schema, collection }: Model<unknown>): Promise<void> {
  const indexes = schema.indexes().map(([key, { background: _, ...options }]) => ({ key, ...options }))
  if (indexes.length > 0) await collection.createIndexes(indexes as mongoose.mongo.IndexDescription[])
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
