import { fail } from '#lib/errors/app-error.ts'
import { Service } from '#lib/model/service.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * The stored names of the services that a list names, each once. Throws UNKNOWN_CATEGORY, with the position of the
 * unknown one.
 */
export async function knownSkills(named: readonly string[]): Promise<string[]> {
  const keys = [...new Set(named.map((name) => name.toLowerCase()))]
  if (keys.length === 0) return []
  const services = await Service.find({ nameKey: trusted({ $in: keys }) }, { name: 1, nameKey: 1 }).lean()
  const names = new Map(services.map(({ nameKey, name }) => [nameKey, name]))
  return keys.map((key, i) => {
    const name = names.get(key)
    if (name !== undefined) return name
    throw fail('UNKNOWN_CATEGORY', { errors: [{ path: `skills.${i}`, message: 'No such service' }] })
  })
}
