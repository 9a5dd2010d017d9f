import { Service } from '#lib/model/service.model.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'

/** The name of a service as it is stored, by the name in any case of letters; null if there is no such service. */
export async function serviceNamed(name: string): Promise<string | null> {
  const service = await Service.findOne({ nameKey: nameKeyOf(name) }, { name: 1 }).lean()
  return service?.name ?? null
}

/**
 * The same where a list is filtered. A service that does not exist stays as it was written: what was of it before it was
 * deleted is still found, and of one that never was there is nothing.
 */
export const categoryNamed = async (name: string | undefined): Promise<string | undefined> =>
  name === undefined ? undefined : ((await serviceNamed(name)) ?? name)
