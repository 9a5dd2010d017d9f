import { disconnectMongo } from '#lib/platform/mongo.ts'
import { dieAtPoint } from '#lib/testing/crash-points.ts'
import { providerAt } from '#lib/testing/payout-provider.ts'
import { runPayoutsThrough } from '#lib/testing/payouts.ts'

/** A script that runs payouts in a process that is killed at a point. Arguments: the point, the provider's address. */
const [, , at = '0', url = ''] = process.argv

const points = await dieAtPoint(Number(at), 'crashing-payout-run')
await runPayoutsThrough(providerAt(url))
process.stdout.write(`${points()} points\n`)
await disconnectMongo()
process.exit(0)
