/** A JSON Schema as it stands in the documents that we publish. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: boolean | JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly description?: string
  readonly default?: unknown
  readonly example?: unknown
  readonly [key: string]: unknown
}

/** Where a schema stands: the names of the component and of the properties down to it. */
type Place = readonly string[]

/** Changes a schema, after everything inside it was changed. */
export type SchemaChange = (schema: JsonSchema, place: Place) => JsonSchema

const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const

/** A schema with everything in it changed from the inside out. */
export function changeSchema(schema: JsonSchema, change: SchemaChange, place: Place = []): JsonSchema {
  const inner = (child: JsonSchema, name?: string) =>
    changeSchema(child, change, name === undefined ? place : [...place, name])
  const changed: Record<string, unknown> = { ...schema }
  for (const key of LISTS) if (schema[key]) changed[key] = schema[key].map((child) => inner(child))
  for (const key of ['items', 'additionalProperties'] as const)
    if (typeof schema[key] === 'object') changed[key] = inner(schema[key])
  if (schema.properties)
    changed.properties = mapValues(schema.properties, (child, name) => inner(child, name))
  return change(changed, place)
}

/** An object with other values under the same names. */
export const mapValues = <T, U>(
  object: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]))
