import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { ServiceId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

const DELETED = { en: 'Service deleted.', ar: 'تم حذف الخدمة.' } as const

/**
 * Delete a service that no open job uses (SERVICE_NOT_FOUND, SERVICE_IN_USE), with its entry in the activity log. It is
 * also removed from the skills of craftsmen, so that every skill is an existing service.
 * The creation of a job writes its service, so if both come at once, one transaction runs again and sees the other.
 */
export async function deleteService(id: ServiceId, staff: UserId) {
  return inTransaction(async (tx) => {
    const service = await Service.findOneAndDelete({ _id: id }, { session: tx }).lean()
    if (!service) throw fail('SERVICE_NOT_FOUND')
    const open = { category: service.name, status: trusted({ $in: [...OPEN_STATUSES] }) }
    if (await Job.exists(open).session(tx)) throw fail('SERVICE_IN_USE')
    await User.updateMany(
      { 'craftsmanInfo.skills': service.name },
      { $pull: { 'craftsmanInfo.skills': service.name } },
      { session: tx },
    )
    const details = { name: service.name }
    await logActivity(tx, {
      actor: staff,
      action: 'service.delete',
      target: { kind: 'Service', id },
      details,
    })
    return { message: DELETED }
  })
}
