import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** How long work in progress may take to fail, in ms; gateways repeat their messages for 700 ms. */
const SHUTDOWN_TIMEOUT_MS = 1_500

/**
 * Runs `work` in a simulated process that dies at its `at`-th command to the database: from then on none of its
 * commands reaches the database, and its open transactions are aborted. Then a new process replaces it.
 */
export async function killProcessDuring(work: () => Promise<unknown>, at: number): Promise<void> {
  const appName = `dies-${Math.random().toString(36).slice(2)}`
  await restartAs(appName)
  const client = mongoose.connection.getClient()
  let commands = 0
  const death = new Promise<void>((resolve, reject) => {
    client.on('commandStarted', () => {
      commands += 1
      if (commands === at) client.close(true).then(resolve, reject)
    })
  })
  const ended = work().catch(() => undefined) // errors of a dead process do not matter
  await Promise.race([ended, death.then(() => wait(SHUTDOWN_TIMEOUT_MS))]) // a call on a closed client may never end
  await restartAs()
  await endTransactionsOf(appName)
}

/** Closes the connection and opens a new one with this app name. */
export async function restartAs(appName?: string): Promise<void> {
  await disconnectMongo()
  await connectMongo({ monitorCommands: true, ...(appName && { appName }) })
}

/** Aborts the transactions of a dead process. MongoDB does so itself only after a minute. */
export async function endTransactionsOf(appName: string): Promise<void> {
  const admin = mongoose.connection.getClient().db('admin')
  const open = await admin
    .aggregate<{ lsid: { id: unknown } }>([
      { $currentOp: { allUsers: true, idleSessions: true } },
      { $match: { appName, lsid: { $exists: true } } },
    ])
    .toArray()
  if (open.length > 0) await admin.command({ killSessions: open.map(({ lsid }) => ({ id: lsid.id })) })
}
