import { stopWith } from '#infra/local/stop-with.ts'
import { seedServices } from '#infra/ops/first-services.ts'
import { openTarget, type Target } from '#infra/ops/open-target.ts'
import { Service } from '#lib/model/service.model.ts'

/**
 * `npm run services:seed`: the services that a new deployment begins with, locally or, with `--aws`, of STAGE. What
 * exists stays as it is, so it may run as often as needed.
 */
let target: Target | undefined

try {
  target = await openTarget(process.argv.includes('--aws'))
  const added = await seedServices()
  const count = await Service.countDocuments()
  const news = added.length === 0 ? 'None was missing' : `Added: ${added.join(', ')}`
  process.stdout.write(`${news}. ${target.name} has ${count} services.\n`)
  await target.close()
} catch (error) {
  await target?.close().catch(() => undefined)
  stopWith(error)
}
