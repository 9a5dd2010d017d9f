import { readFileSync } from 'node:fs'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { useLocalSettings } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { type Counts, restoreSteps } from '#infra/ops/restore/restore-steps.ts'
import { runSteps } from '#infra/ops/restore/run-steps.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'

/**
 * `npm run restore:prepare`: does everything with a restored database that has to be done before it gets traffic
 * (docs/runbooks/restore.md). It prints the time of each step, may be run again, and exits with 1 where a check fails.
 *   MONGODB_URI=... JWT_SECRET=... AUDIT_BUCKET=craftworks-prod-audit-<account> npm run restore:prepare
 *   ... npm run restore:prepare -- --counts counts.json    compares with what `npm run db:counts` printed
 */
await runCommand(
  async () => {
    const counts = readArguments()
    await onTarget(false, async ({ name }) => {
      useLocalSettings()
      print(`Preparing ${name}`)
      await runSteps(restoreSteps(counts), print)
    })
    print('It may get traffic.')
  },
  (error) =>
    error instanceof RestoreCheckError ? new CannotStartError(`It gets no traffic: ${error.message}`) : error,
)

function readArguments(): Counts | undefined {
  const { counts } = readOptions({ counts: { type: 'string' } })
  try {
    return counts === undefined ? undefined : (JSON.parse(readFileSync(counts, 'utf8')) as Counts)
  } catch (error) {
    throw new CannotStartError((error as Error).message)
  }
}
