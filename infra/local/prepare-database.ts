import { buildIndexes } from '#lib/indexes.ts'

/** What the database needs before the first request: collections, indexes, and the first people. */
export async function prepareDatabase(_scene: string): Promise<void> {
  await buildIndexes()
}
