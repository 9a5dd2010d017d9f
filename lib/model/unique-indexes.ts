import mongoose, { type Model } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { loadModels } from '#lib/model/load-models.ts'

/** MongoDB's code for a collection that does not exist. */
const NO_SUCH_COLLECTION = 26

const RETRY_AFTER_SECONDS = 60

/** Unique indexes are missing, so the database would store twice what may exist once. The message names them. */
export class MissingIndexesError extends Error {
  override readonly name = 'MissingIndexesError'
  readonly forLog: string

  constructor(missing: readonly string[]) {
    super(`Unique indexes are missing: ${missing.join('; ')}. Run: npm run db:indexes`)
    this.forLog = this.message
  }
}

/**
 * The unique indexes that the models define and the database does not have, as `users (email)`. One that exists with
 * other documents in it, or that is not unique, counts as missing.
 */
export async function missingUniqueIndexes(): Promise<readonly string[]> {
  await loadModels()
  const found = await Promise.all(Object.values(mongoose.models).map(missingIn))
  return found.flat()
}

async function missingIn({ schema, collection }: Model<unknown>): Promise<readonly string[]> {
  const unique = schema.indexes().filter(([, { unique }]) => unique)
  if (unique.length === 0) return []
  const existing = await collection.indexes().catch((error: unknown) => {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === NO_SUCH_COLLECTION) return []
    throw error
  })
  const known = new Set(existing.filter((index) => index.unique).map((index) => textOf(index.key, index)))
  return unique
    .filter(([fields, options]) => !known.has(textOf(fields, options)))
    .map(([fields]) => `${collection.collectionName} (${Object.keys(fields).join(', ')})`)
}

interface IndexOptions {
  readonly sparse?: boolean | undefined
  readonly partialFilterExpression?: unknown
}

const textOf = (fields: unknown, { sparse, partialFilterExpression }: IndexOptions): string =>
  JSON.stringify([fields, sparse === true, partialFilterExpression ?? null])

let checked: Promise<void> | undefined

/**
 * Refuses to be healthy (SERVICE_UNAVAILABLE) while a unique index is missing: without them the same e-mail registers
 * twice. It is asked once in a process; what was missing is asked about again.
 */
export function checkUniqueIndexes(): Promise<void> {
  checked ??= check().catch((error: unknown) => {
    checked = undefined
    throw error
  })
  return checked
}

async function check(): Promise<void> {
  const missing = await missingUniqueIndexes()
  if (missing.length === 0) return
  const cause = new MissingIndexesError(missing)
  throw fail('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS, cause })
}
