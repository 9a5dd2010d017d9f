import { subscribe } from 'node:diagnostics_channel'
import { flushCompileCache } from 'node:module'
import { text } from 'node:stream/consumers'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'commitTransaction'])

/** Node's diagnostics channels for the start and end of outgoing calls: fetch, and the client that SDKs use. */
const CALLS = [
  'undici:request:create',
  'undici:request:trailers',
  'http.client.request.start',
  'http.client.response.finish',
]

/**
 * Does the work of a script in this process, which is killed at the point that stdin names (crashing.ts). Prints how many
 * points there were, if it comes to its end.
 */
export async function workAndDie(
  appName: string,
  work: (args: readonly string[]) => Promise<unknown>,
): Promise<void> {
  flushCompileCache() // a process that is killed writes nothing
  const { point, args } = JSON.parse(await text(process.stdin)) as { point: number; args: readonly string[] }
  const points = await dieAtPoint(point, appName)
  await work(args)
  process.stdout.write(`${points()} points\n`)
  await disconnectMongo()
  process.exit(0)
}

/**
 * Kills this process (SIGKILL) at its `at`-th point. Points are before and after each write or commit to MongoDB and
 * each call to another service. Returns a function that says how many points there were.
 */
async function dieAtPoint(at: number, appName: string): Promise<() => number> {
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
  const pointAtCall = (message: unknown): void => {
    if (!isPolling(message)) point()
  }
  for (const call of CALLS) subscribe(call, pointAtCall)
  return () => points
}

/** On Lambda, receiving messages is no call of ours. */
function isPolling(message: unknown): boolean {
  const { request } = message as { readonly request?: { readonly getHeader?: (name: string) => unknown } }
  return request?.getHeader?.('x-amz-target') === 'AmazonSQS.ReceiveMessage'
}
