import { seedServices } from '#infra/ops/first-services.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { Service } from '#lib/model/service.model.ts'

/**
 * `npm run services:seed`: the services that a new deployment begins with, locally or, with `--aws`, of STAGE. What
 * exists stays as it is, so it may run as often as needed.
 */
await runCommand(() =>
  onTarget(process.argv.includes('--aws'), async ({ name }) => {
    const added = await seedServices()
    const count = await Service.countDocuments()
    const news = added.length === 0 ? 'None was missing' : `Added: ${added.join(', ')}`
    print(`${news}. ${name} has ${count} services.`)
  }),
)
