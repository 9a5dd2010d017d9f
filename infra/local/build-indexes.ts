import { readSettings } from '#infra/local/settings.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'
import { buildIndexes } from '#lib/indexes.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** `npm run db:indexes`: a step of deploying. Creates every collection and index in the database of MONGODB_URI. */
try {
  const { env } = readSettings()
  if (!env.MONGODB_URI) throw new CannotStart('Set MONGODB_URI to the database that is to get its indexes.')
  process.env.MONGODB_URI = env.MONGODB_URI
  await connectMongo()
  await buildIndexes()
  await disconnectMongo()
  process.stdout.write('Every collection and index is there.\n')
} catch (error) {
  stopWith(error)
}
