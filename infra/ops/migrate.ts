import { CannotStartError } from '#infra/local/stop-with.ts'
import { type AppliedRecord, applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { MigrationsRunningError } from '#infra/ops/migrations/runner-lease.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'

/**
 * `npm run db:migrate`: creates what indexes are missing, then applies the data migrations that this database has not had.
 * It works on this machine or, with `--aws`, on STAGE. It may be stopped and run again at any time.
 */
await runCommand(
  () =>
    onTarget(process.argv.includes('--aws'), async ({ name }) => {
      await buildIndexes()
      const say = (record: AppliedRecord) => process.stderr.write(`${lineOf(record)}\n`)
      const applied = await applyMigrations(migrations, say)
      const news = applied.length === 0 ? 'Nothing was left to do' : `${applied.length} migrations applied`
      print(`${news}. ${name} has had ${migrations.length} of ${migrations.length}.`)
    }),
  (error) => (error instanceof MigrationsRunningError ? new CannotStartError(error.message) : error),
)

function lineOf({ _id, state, batches, changed }: AppliedRecord): string {
  return `${_id}: ${state}, ${batches} batches, ${changed} documents changed`
}
