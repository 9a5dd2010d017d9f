import { subscribe } from 'node:diagnostics_channel'
import { connectMongo } from '#lib/platform/mongo.ts'

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'commitTransaction'])

/** Where Node says that a call to somebody else begins and ends: fetch, and the client that SDKs use. */
const CALLS = [
  'undici:request:create',
  'undici:request:trailers',
  'http.client.request.start',
  'http.client.response.finish',
]

/**
 * Has this process killed (SIGKILL) at its `at`-th point: before and after each write and commit to MongoDB and each
 * call to somebody else. Answers how many points there were.
 */
export async function dieAtPoint(at: number, appName: string): Promise<() => number> {
  let points = 0
  const point = (): void => {
    points += 1
    if (points === at) process.kill(process.pid, 'SIGKILL')
  }
  const pointAt = ({ commandName }: { readonly commandName: string }): void => {
    if (WRITES.has(commandName)) point()
  }
  const { connection } = await connectMongo({ monitorCommands: true, appName })
  connection.getClient().on('commandStarted', pointAt).on('commandSucceeded', pointAt)
  for (const call of CALLS) subscribe(call, point)
  return () => points
}
