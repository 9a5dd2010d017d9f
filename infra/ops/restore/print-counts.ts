import { countDocuments } from '#infra/ops/restore/restore-steps.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'

/** `npm run db:counts`: how many documents each collection has, as JSON; locally or, with `--aws`, of STAGE. */
await runCommand(async () => {
  const counts = await onTarget(process.argv.includes('--aws'), countDocuments)
  print(JSON.stringify(counts, null, 2))
})
