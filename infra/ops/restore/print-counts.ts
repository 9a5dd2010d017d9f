import { stopWith } from '#infra/local/stop-with.ts'
import { openTarget, type Target } from '#infra/ops/open-target.ts'
import { countDocuments } from '#infra/ops/restore/restore-steps.ts'

/** `npm run db:counts`: how many documents each collection has, as JSON; locally or, with `--aws`, of STAGE. */
let target: Target | undefined

try {
  target = await openTarget(process.argv.includes('--aws'))
  process.stdout.write(`${JSON.stringify(await countDocuments(), null, 2)}\n`)
  await target.close()
} catch (error) {
  await target?.close().catch(() => undefined)
  stopWith(error)
}
