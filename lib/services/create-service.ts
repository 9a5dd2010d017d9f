import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Service, type ServiceRecord } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'
import type { newService } from '#lib/services/service.schemas.ts'
import { toServiceView } from '#lib/services/service.view.ts'

/**
 * Create a service, with its entry in the activity log, in one transaction. Its name is unique, ignoring upper and
 * lower case: if two come at once, one wins (SERVICE_EXISTS for the other).
 */
export async function createService(service: z.output<typeof newService>, staff: UserId) {
  const id = newId<'Service'>()
  const at = clock()
  const record = { ...service, _id: id, nameKey: nameKeyOf(service.name), createdAt: at, updatedAt: at }
  return inTransaction(async (tx) => {
    const [created] = await Service.create([record], { session: tx })
    await logActivity(tx, { actor: staff, action: 'service.create', target: { kind: 'Service', id } })
    return toServiceView(created?.toObject() as ServiceRecord)
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'nameKey') ? fail('SERVICE_EXISTS', { cause: error }) : error
  })
}
