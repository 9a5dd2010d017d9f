import mongoose from 'mongoose'

/** The collections that have one of these texts anywhere in a document. Every document is read, as bytes. */
export async function findTraces(texts: readonly string[]): Promise<readonly string[]> {
  const wanted = texts.map((text) => Buffer.from(text))
  const found: string[] = []
  for (const collection of (await mongoose.connection.db?.collections()) ?? []) {
    for await (const document of collection.find({}, { raw: true, batchSize: 1_000 })) {
      const bytes = document as unknown as Buffer // `raw`, which the driver's types do not know
      if (!wanted.some((text) => bytes.includes(text))) continue
      found.push(collection.collectionName)
      break
    }
  }
  return found
}
