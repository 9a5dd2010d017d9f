import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { markTouched } from '#lib/events/touched.ts'
import { Job } from '#lib/model/job.model.ts'
import { Service, type ServiceRecord } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ServiceId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'
import type { serviceChange } from '#lib/services/service.schemas.ts'
import { toServiceView } from '#lib/services/service.view.ts'

/**
 * Update a service (SERVICE_NOT_FOUND, SERVICE_EXISTS).
 * Jobs and skills refer to a service by its name, so a new name is written to all of them in the same transaction, and
 * every job keeps its category.
 */
export async function updateService(id: ServiceId, change: z.output<typeof serviceChange>, staff: UserId) {
  return inTransaction(async (tx) => {
    const before = await Service.findOneAndUpdate(
      { _id: id },
      { $set: { ...change, ...(change.name && { nameKey: nameKeyOf(change.name) }), updatedAt: clock() } },
      { session: tx },
    ).lean()
    if (!before) throw fail('SERVICE_NOT_FOUND')
    if (change.name && change.name !== before.name) await renameInJobsAndSkills(tx, before.name, change.name)
    const details = { fields: Object.keys(change) }
    await logActivity(tx, {
      actor: staff,
      action: 'service.update',
      target: { kind: 'Service', id },
      details,
    })
    return toServiceView({ ...before, ...change } as ServiceRecord)
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'nameKey') ? fail('SERVICE_EXISTS', { cause: error }) : error
  })
}

async function renameInJobsAndSkills(tx: ClientSession, from: string, to: string): Promise<void> {
  await Job.updateMany({ category: from }, { $set: { category: to } }, { session: tx })
  await markTouched(tx, `category:${to}`)
  await User.updateMany(
    { 'craftsmanInfo.skills': from },
    { $set: { 'craftsmanInfo.skills.$': to } },
    { session: tx },
  )
}
