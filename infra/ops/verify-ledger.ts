import { openDatabase } from '#infra/local/database.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { withDatabase } from '#infra/ops/with-database.ts'
import type { Difference } from '#lib/model/ledger-checkpoint.model.ts'
import type { LedgerWalkRecord } from '#lib/model/ledger-walk.model.ts'
import { rebuildInProgress, rebuildLedger, restartRebuild } from '#lib/money/rebuild-ledger.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

const REPORT_EVERY_MS = 10 * SECOND

/**
 * `npm run ledger:verify`: verifies the whole ledger from the first journal on, sets its checkpoints anew, and prints
 * each figure that differs. It reads the database of `npm start`, which may be running, or the one of MONGODB_URI.
 * Ctrl-C stops it after a page; the next one goes on there, `-- --restart` begins anew. Exits with 1 if a figure
 * differs, with 130 if it was stopped.
 */
await runCommand(async () => {
  const rebuilt = await withDatabase(openOwn, verify)
  for (const difference of rebuilt?.differences ?? []) print(lineOf(difference))
  if (rebuilt) print(`${rebuilt.journals} journals, ${rebuilt.differences.length} differences`)
  else say('stopped; npm run ledger:verify goes on')
  process.exitCode = !rebuilt ? 130 : rebuilt.differences.length === 0 ? 0 : 1
})

/** The database of `npm start`, or that of MONGODB_URI. */
async function openOwn() {
  const running = findRunning()?.env.MONGODB_URI
  const database = running ? { uri: running } : await openDatabase(readSettings().env)
  process.env.MONGODB_URI = database.uri
  const close = async () => {
    await disconnectMongo()
    if ('mongod' in database) await database.mongod?.stop()
  }
  return { close }
}

async function verify() {
  await connectMongo()
  if (process.argv.includes('--restart')) await restartRebuild()
  const before = await rebuildInProgress()
  if (before) say(`goes on after ${progressOf(before)}; -- --restart begins anew`)
  let isStopped = false
  process.once('SIGINT', () => (isStopped = true)).once('SIGTERM', () => (isStopped = true))
  return rebuildLedger({ onPage: reporter(), isStopped: () => isStopped })
}

function lineOf({ what, how, stored, derived }: Difference): string {
  if (how) return `${what}: ${how} (${stored} is stored, ${derived} is right)`
  return `${what}: ${stored} is stored, but the journals give ${derived} (piastres)`
}

/** Progress goes to standard error, so that standard output has the result alone. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function progressOf({ journals, accounts, users }: LedgerWalkRecord): string {
  return `${journals} journals, ${accounts} accounts, ${users} users`
}

function reporter(): (walk: LedgerWalkRecord) => void {
  let last = performance.now()
  return (walk) => {
    if (performance.now() - last < REPORT_EVERY_MS) return
    last = performance.now()
    say(progressOf(walk))
  }
}
