import { openDatabase } from '#infra/local/database.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { stopWith } from '#infra/local/stop-with.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/**
 * `npm run ledger:verify`: rebuilds every balance from the journals, on the database that `npm start` serves (also
 * while it does) or the one of MONGODB_URI, and prints each figure that differs. Ends with 1 where one does.
 */
try {
  const running = findRunning()?.env.MONGODB_URI
  const database = running ? { uri: running } : await openDatabase(readSettings().env)
  process.env.MONGODB_URI = database.uri
  await connectMongo()
  const differences = await verifyLedger()
  const journals = await Journal.countDocuments()
  await disconnectMongo()
  if ('mongod' in database) await database.mongod?.stop()
  for (const { what, kept, derived } of differences) {
    process.stdout.write(`${what}: ${kept} is kept, ${derived} is right (piastres)\n`)
  }
  process.stdout.write(`${journals} journals, ${differences.length} differences\n`)
  process.exitCode = differences.length === 0 ? 0 : 1
} catch (error) {
  stopWith(error)
}
