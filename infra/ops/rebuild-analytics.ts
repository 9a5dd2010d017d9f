import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { SECOND } from '#lib/platform/clock.ts'

const REPORT_EVERY_MS = 10 * SECOND

/**
 * `npm run analytics:rebuild`: makes all sums of the reports anew from the records, while reports are read from the old
 * ones. It works on the deployment that MONGODB_URI or `-- --aws` names, else on this machine. What changes meanwhile is
 * counted afterwards. If it is stopped, everything stays as it was, and it can begin anew after five minutes.
 */
await runCommand(() =>
  onTarget(process.argv.includes('--aws'), async ({ name }) => {
    let last = performance.now()
    const counted = await rebuildAnalytics((subjects) => {
      if (performance.now() - last < REPORT_EVERY_MS) return
      last = performance.now()
      process.stderr.write(`${subjects} records\n`)
    })
    print(`${counted} records counted anew for ${name}`)
  }),
)
