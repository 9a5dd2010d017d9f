import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { providerAt } from '#lib/testing/payout-provider.ts'

/**
 * A payout run in a process of its own that is killed (SIGKILL) at one of its points: before and after each write,
 * each commit and each call to the provider. Arguments: the provider's address, the number of the point.
 */
const [, , url = '', at = '0'] = process.argv
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'commitTransaction'])

let points = 0
const point = (): void => {
  points += 1
  if (points === Number(at)) process.kill(process.pid, 'SIGKILL')
}

const pointAt = ({ commandName }: { readonly commandName: string }): void => {
  if (WRITES.has(commandName)) point()
}

const { connection } = await connectMongo({ monitorCommands: true, appName: 'crashing-payout-run' })
connection.getClient().on('commandStarted', pointAt).on('commandSucceeded', pointAt)
await runPayouts(providerAt(url, point))
await disconnectMongo()
process.stdout.write(`${points} points\n`)
