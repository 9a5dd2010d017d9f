import { DEMO_SERVICES } from '#infra/demo/services.ts'
import { Service } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'

/** Adds the services that a new deployment begins with. One that exists stays as staff made it. Returns the new names. */
export async function seedServices(): Promise<readonly string[]> {
  const at = clock()
  const added: string[] = []
  for (const { number: _, ...service } of DEMO_SERVICES) {
    const nameKey = nameKeyOf(service.name)
    const record = { ...service, _id: newId<'Service'>(), createdAt: at, updatedAt: at }
    const { upsertedCount } = await Service.updateOne({ nameKey }, { $setOnInsert: record }, { upsert: true })
    if (upsertedCount === 1) added.push(service.name)
  }
  return added
}
