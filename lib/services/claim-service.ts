import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Service } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'

/**
 * Finds the service of a new job by its name, in the job's transaction, and returns the name as it is stored. It also
 * writes the service, so that a deletion of the service at the same time conflicts: one of the two transactions runs
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
