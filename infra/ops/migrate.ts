import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { type AppliedRecord, applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { MigrationsRunningError } from '#infra/ops/migrations/runner-lease.ts'
import { openTarget, type Target } from '#infra/ops/open-target.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'

/**
 * `npm run db:migrate`: creates what indexes are missing, then applies the data migrations that this database has not had.
 * It works on this machine or, with `--aws`, on STAGE. It may be stopped and run again at any time.
 */
let target: Target | undefined

try {
  target = await openTarget(process.argv.includes('--aws'))
  await buildIndexes()
  const applied = await applyMigrations(migrations, (record) => process.stderr.write(`${lineOf(record)}\n`))
  const news = applied.length === 0 ? 'Nothing was left to do' : `${applied.length} migrations applied`
  process.stdout.write(`${news}. ${target.name} has had ${migrations.length} of ${migrations.length}.\n`)
  await target.close()
} catch (error) {
  await target?.close().catch(() => undefined)
  stopWith(error instanceof MigrationsRunningError ? new CannotStartError(error.message) : error)
}

function lineOf({ _id, state, batches, changed }: AppliedRecord): string {
  return `${_id}: ${state}, ${batches} batches, ${changed} documents changed`
}
