import { CannotStartError } from '#infra/local/stop-with.ts'
import { useLocalSettings } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { findStore } from '#infra/ops/restore/find-store.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { replayErasures } from '#lib/privacy/replay-erasures.ts'

/**
 * `npm run erasures:replay`: erases again, in a restored database, everybody who was erased since its backup was made.
 * Run it before the database gets traffic.
 *   npm run erasures:replay                                     the running start, or this machine's data
 *   MONGODB_URI=... AUDIT_FOLDER=... npm run erasures:replay    any database, with the folder in which erasures are noted
 *   STAGE=prod AUDIT_BUCKET=craftworks-prod-audit-<account> npm run erasures:replay -- --aws
 */
await runCommand(
  async () => {
    const { aws } = readOptions({ aws: { type: 'boolean', default: false } })
    await onTarget(aws, async () => {
      if (!aws) useLocalSettings() // the pictures of whoever is erased are deleted
      print(await findStore())
      const { noted, erased } = await replayErasures()
      print(`${noted} erasures are noted; ${erased} people were erased again`)
    })
  },
  (error) =>
    error instanceof RestoreCheckError ? new CannotStartError(`Nobody was erased: ${error.message}`) : error,
)
