import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** How long what was under way may take to notice, in ms; messages of gateways come again for 700 ms. */
const LAST_BREATH = 1_500

/**
 * Plays `work` in a process that dies at its `at`-th command to the database: from then on nothing of it reaches the
 * database any more, and what it had not committed is undone. Then a new process has its place.
 */
export async function dieDuring(work: () => Promise<unknown>, at: number): Promise<void> {
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
  const ended = work().catch(() => undefined) // nobody hears what a dead process says
  await Promise.race([ended, death.then(() => wait(LAST_BREATH))]) // what waits for a closed client may wait for ever
  await restartAs()
  await endTransactionsOf(appName)
}

/** Ends the connection and begins a new one, which MongoDB knows by this name. */
export async function restartAs(appName?: string): Promise<void> {
  await disconnectMongo()
  await connectMongo({ monitorCommands: true, ...(appName && { appName }) })
}

/** MongoDB gives up the transactions of a dead process after a minute; a test does not wait for that. */
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
