import { useLocalSettings } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { replayErasures } from '#lib/privacy/replay-erasures.ts'

/**
 * `npm run erasures:replay`: erases again, in a restored database, everybody who was erased since its backup was made.
 * Run it before the database gets traffic.
 *   npm run erasures:replay                                     the running start, or this machine's data
 *   MONGODB_URI=... AUDIT_FOLDER=... npm run erasures:replay    any database, with the folder in which erasures are noted
 *   STAGE=prod AUDIT_BUCKET=craftworks-prod-audit-<account> npm run erasures:replay -- --aws
 */
await runCommand(async () => {
  const { aws } = readOptions({ aws: { type: 'boolean', default: false } })
  if (!aws) useLocalSettings()
  forgetConfig()
  const { noted, erased } = await onTarget(aws, replayErasures)
  print(`${noted} erasures are noted; ${erased} people were erased again`)
})
