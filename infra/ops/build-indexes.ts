import { readSettings } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** `npm run db:indexes`: creates every collection and index in the database of MONGODB_URI. Part of each deployment. */
try {
  const { env } = readSettings()
  if (!env.MONGODB_URI)
    throw new CannotStartError('Set MONGODB_URI to the database in which to create the indexes.')
  process.env.MONGODB_URI = env.MONGODB_URI
  await connectMongo()
  await buildIndexes()
  await disconnectMongo()
  process.stdout.write('Every collection and index exists.\n')
} catch (error) {
  stopWith(error)
}
