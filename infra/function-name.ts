import { createHash } from 'node:crypto'

/** The longest name that Lambda takes. */
const MAX_LENGTH = 64

/**
 * The name of a function on AWS: `craftworks-dev-quotes-accept-quote`. One that would be too long is cut, and ends in a
 * hash of the whole name, so that no two functions share one and it is the same in each deployment.
 */
export function functionNameOf(stage: string, id: string): string {
  const name = `craftworks-${stage}-${id}`
  if (name.length <= MAX_LENGTH) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, MAX_LENGTH - hash.length - 1).replace(/-$/, '')}-${hash}`
}
