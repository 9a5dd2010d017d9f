import { openDatabase } from '#infra/local/database.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { stopWith } from '#infra/local/stop-with.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/**
 * `npm run ledger:verify`: rebuilds every balance from the journals and prints each figure that differs. It reads the
 * database of `npm start`, which may be running, or the one of MONGODB_URI. Exits with 1 if a figure differs.
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
  for (const { what, stored, derived } of differences) {
    process.stdout.write(`${what}: ${stored} is stored, but the journals give ${derived} (piastres)\n`)
  }
  process.stdout.write(`${journals} journals, ${differences.length} differences\n`)
  process.exitCode = differences.length === 0 ? 0 : 1
} catch (error) {
  stopWith(error)
}
