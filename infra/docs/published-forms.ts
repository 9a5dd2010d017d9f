import type { JsonSchema } from '#infra/docs/json-schema.ts'

/** Keywords that say something of a schema and nothing of its form. They stay where another form is published. */
const ANNOTATIONS = ['description', 'default', 'example', 'examples'] as const

/**
 * The schema in the form that it is to have outside. `published` (in the schema's meta) replaces what zod makes of a
 * transform or of a number in a query. A pair is written so that generators understand it: they know `prefixItems`, and
 * stumble over `items: false`.
 */
export function toPublishedForm(schema: JsonSchema): JsonSchema {
  const { published, byDefault, ...rest } = schema as JsonSchema & { readonly published?: JsonSchema }
  if (published) {
    const kept = ANNOTATIONS.filter((key) => key in rest).map((key) => [key, rest[key]] as const)
    return {
      ...published,
      ...Object.fromEntries(kept),
      ...(byDefault !== undefined && { default: byDefault }),
    }
  }
  return rest.prefixItems ? { ...rest, items: itemOf(rest.prefixItems) } : withoutSafeBounds(rest)
}

/** zod gives each whole number the bounds of JavaScript, which say nothing of the API. */
function withoutSafeBounds({ minimum, maximum, ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
  }
}

/** What every item of a tuple is: its type alone, where all have the same. */
function itemOf(items: readonly JsonSchema[]): JsonSchema {
  const types = [...new Set(items.map(({ type }) => JSON.stringify(type)))]
  return types.length === 1 && items[0] ? { type: items[0].type ?? 'object' } : { anyOf: items }
}
