import { type ApiDocument, changeOperations } from '#infra/docs/api-document.ts'
import { GLOSSARY } from '#infra/docs/glossary.ts'
import { type JsonSchema, mapValues } from '#infra/docs/json-schema.ts'

/** What the glossary has on a field: under the names of its component, or of the property around it, or its own. */
function meaningOf(place: readonly string[]): string | undefined {
  const name = place.at(-1) ?? ''
  const component = place[0]?.replace(/Form$/, '') ?? ''
  const keys = [`${component}.${name}`, `${place.at(-2) ?? ''}.${name}`, name]
  const key = keys.find((candidate) => Object.hasOwn(GLOSSARY, candidate))
  return key === undefined ? undefined : GLOSSARY[key]
}

/** A schema with the meaning of each of its properties. */
export function describeSchema(schema: JsonSchema, place: readonly string[]): JsonSchema {
  const changed: Record<string, unknown> = { ...schema }
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const)
    if (schema[key]) changed[key] = schema[key].map((child) => describeSchema(child, place))
  for (const key of ['items', 'additionalProperties'] as const)
    if (typeof schema[key] === 'object') changed[key] = describeSchema(schema[key], place)
  if (schema.properties)
    changed.properties = mapValues(schema.properties, (child, name) => {
      const description = child.description ?? meaningOf([...place, name])
      return { ...describeSchema(child, [...place, name]), ...(description && { description }) }
    })
  return changed
}

/** The document with a description of every property and parameter that the glossary has. */
export function withMeanings(document: ApiDocument): ApiDocument {
  const schemas = mapValues(document.components.schemas, (schema, name) => describeSchema(schema, [name]))
  const described = changeOperations(document, (operation) => ({
    ...operation,
    ...(operation.parameters && {
      parameters: operation.parameters.map((parameter) => {
        const meaning = parameter.schema.description ?? meaningOf([operation.operationId, parameter.name])
        return { ...parameter, ...(!parameter.description && meaning && { description: meaning }) }
      }),
    }),
  }))
  return { ...described, components: { ...described.components, schemas } }
}
