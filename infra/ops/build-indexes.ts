import { readSettings } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { withDatabase } from '#infra/ops/with-database.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** `npm run db:indexes`: creates every collection and index in the database of MONGODB_URI. Part of each deployment. */
await runCommand(async () => {
  await withDatabase(namedDatabase, async () => {
    await connectMongo()
    await buildIndexes()
  })
  print('Every collection and index exists.')
})

function namedDatabase() {
  const { MONGODB_URI } = readSettings().env
  if (!MONGODB_URI)
    throw new CannotStartError('Set MONGODB_URI to the database in which to create the indexes.')
  process.env.MONGODB_URI = MONGODB_URI
  return Promise.resolve({ close: disconnectMongo })
}
