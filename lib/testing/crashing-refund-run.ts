import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { disconnectMongo } from '#lib/platform/mongo.ts'
import { dieAtPoint } from '#lib/testing/crash-points.ts'
import { runToEnd } from '#lib/testing/work.ts'

/** A script that sends refunds in a process that is killed at a point. Arguments: the point, the clock offset in ms. */
const [, , at = '0', offset = '0'] = process.argv

setClockOffset(Number(offset))
const points = await dieAtPoint(Number(at), 'crashing-refund-run')
await runToEnd(sendRefunds)
process.stdout.write(`${points()} points\n`)
await disconnectMongo()
process.exit(0)
