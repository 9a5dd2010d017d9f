import { readFileSync } from 'node:fs'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { showFaultsAlone } from '#infra/ops/faults-alone.ts'
import { openTarget, type Target, useLocalSettings } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { type Counts, restoreSteps } from '#infra/ops/restore/restore-steps.ts'
import { runSteps } from '#infra/ops/restore/run-steps.ts'

/**
 * `npm run restore:prepare`: does everything with a restored database that has to be done before it gets traffic
 * (docs/runbooks/restore.md). It prints the time of each step, may be run again, and exits with 1 where a check fails.
 *   MONGODB_URI=... JWT_SECRET=... AUDIT_BUCKET=craftworks-prod-audit-<account> npm run restore:prepare
 *   ... npm run restore:prepare -- --counts counts.json    compares with what `npm run db:counts` printed
 */
const print = (line: string): void => void process.stdout.write(`${line}\n`)
let target: Target | undefined

showFaultsAlone()
try {
  const counts = readArguments()
  target = await openTarget(false)
  useLocalSettings()
  print(`Preparing ${target.name}`)
  await runSteps(restoreSteps(counts), print)
  await target.close()
  print('It may get traffic.')
} catch (error) {
  await target?.close().catch(() => undefined)
  const text = error instanceof RestoreCheckError ? `It gets no traffic: ${error.message}` : null
  stopWith(text === null ? error : new CannotStartError(text))
}

function readArguments(): Counts | undefined {
  const { counts } = readOptions({ counts: { type: 'string' } })
  try {
    return counts === undefined ? undefined : (JSON.parse(readFileSync(counts, 'utf8')) as Counts)
  } catch (error) {
    throw new CannotStartError((error as Error).message)
  }
}
