import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ServiceId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { nameKeyOf } from '#lib/services/create-service.ts'
import { Service, type ServiceRecord } from '#lib/services/service.model.ts'
import type { serviceChange } from '#lib/services/service.schemas.ts'
import { showService } from '#lib/services/service.view.ts'
import { User } from '#lib/users/user.model.ts'

/**
 * Update a service (SERVICE_NOT_FOUND, SERVICE_EXISTS).
 * Jobs and skills name a service by its name, so a new name goes to all of them in the same transaction:
 * nobody's job falls out of its category.
 */
export async function updateService(id: ServiceId, change: z.output<typeof serviceChange>, staff: UserId) {
  return inTransaction(async (session) => {
    const before = await Service.findOneAndUpdate(
      { _id: id },
      { $set: { ...change, ...(change.name && { nameKey: nameKeyOf(change.name) }), updatedAt: clock() } },
      { session },
    ).lean()
    if (!before) throw fail('SERVICE_NOT_FOUND')
    if (change.name && change.name !== before.name) await rename(session, before.name, change.name)
    const details = { fields: Object.keys(change) }
    await logActivity(session, {
      actor: staff,
      action: 'service.update',
      target: { kind: 'Service', id },
      details,
    })
    return showService({ ...before, ...change } as ServiceRecord)
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'nameKey') ? fail('SERVICE_EXISTS', { cause: error }) : error
  })
}

async function rename(session: ClientSession, from: string, to: string): Promise<void> {
  await Job.updateMany({ category: from }, { $set: { category: to } }, { session })
  await User.updateMany(
    { 'craftsmanInfo.skills': from },
    { $set: { 'craftsmanInfo.skills.$': to } },
    { session },
  )
}
