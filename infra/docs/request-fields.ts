import type { JsonSchema } from '#infra/docs/json-schema.ts'
import { valuesOf } from '#infra/docs/probes.ts'

/** A field of a request, with requests in which it can be tried. */
export interface Field {
  readonly place: readonly (string | number)[]
  readonly schema: JsonSchema
  /** Puts a value at the field's place in a request. */
  readonly put: (request: unknown, value: unknown) => unknown
  /** Whole requests in which the field's part is of this branch. */
  readonly requests: readonly unknown[]
}

/** Every field of a schema, each with the way to it. `also`: whole requests to try it in, beside made ones. */
export function fieldsOf(root: JsonSchema, also: readonly unknown[] = []): Field[] {
  const walk = (
    schema: JsonSchema,
    place: Field['place'],
    put: Field['put'],
    requests: readonly unknown[],
  ): Field[] => {
    const branches = schema.anyOf ?? schema.oneOf
    if (branches)
      return branches.flatMap((branch) => {
        const values = valuesOf(branch, requests.length)
        return walk(
          branch,
          place,
          put,
          requests.map((request, i) => put(request, values[i])),
        )
      })
    const inner = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
      const values = valuesOf(child, requests.length)
      const putInside = (request: unknown, value: unknown) =>
        put(request, { ...(at(request, place) as object), [name]: value })
      const filled = requests.map((request, i) =>
        name in (at(request, place) as object) ? request : putInside(request, values[i]),
      )
      return walk(child, [...place, name], putInside, filled)
    })
    const items = schema.prefixItems ?? (schema.type === 'array' ? [schema.items as JsonSchema] : [])
    const inItems = items.flatMap((child, i) => {
      const putInside = (request: unknown, value: unknown) =>
        put(request, (at(request, place) as unknown[]).with(i, value))
      const filled = requests.filter(
        (request) => ((at(request, place) as unknown[] | undefined)?.length ?? 0) > i,
      )
      return walk(child, [...place, i], putInside, filled)
    })
    return [{ place, schema, put, requests }, ...inner, ...inItems]
  }
  return walk(root, [], (_, value) => value, [...valuesOf(root), ...also])
}

/** What stands at a place of a request. */
export const at = (value: unknown, place: Field['place']): unknown =>
  place.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)
