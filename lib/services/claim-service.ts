import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Service } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { nameKeyOf } from '#lib/services/create-service.ts'

/**
 * Takes a service by its name for a job, in the job's transaction; answers the name as it is written.
 * It writes the service, so that of a job's creation and the service's deletion at once one starts
 * again and sees the other. Throws UNKNOWN_CATEGORY.
 */
export async function claimService(tx: ClientSession, name: string): Promise<string> {
  const service = await Service.findOneAndUpdate(
    { nameKey: nameKeyOf(name) },
    { $set: { usedAt: clock() } },
    { session: tx, projection: { name: 1 } },
  ).lean()
  if (!service) throw fail('UNKNOWN_CATEGORY', { errors: [{ path: 'category', message: 'No such service' }] })
  return service.name
}
