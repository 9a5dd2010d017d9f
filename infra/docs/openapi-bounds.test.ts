import { beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { routes } from '#functions/routes.ts'
import { type ApiDocument, changeSchemas, type Operation } from '#infra/docs/api-document.ts'
import type { JsonSchema } from '#infra/docs/json-schema.ts'
import { inlined } from '#infra/docs/named-schemas.ts'
import { openapiDocument } from '#infra/docs/openapi-document.ts'
import { probesOf, valuesOf } from '#infra/docs/probes.ts'
import { at, type Field, fieldsOf } from '#infra/docs/request-fields.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import { ID_PATTERN } from '#lib/platform/api-schemas.ts'

/** Where the server finds something wrong with a request. */
type Check = (request: unknown) => readonly (readonly PropertyKey[])[]

const checkedBy =
  (schema: z.ZodType | undefined): Check =>
  (request) =>
    schema?.safeParse(request).error?.issues.map(({ path }) => path) ?? []

/** Whether two places are on one line: one is the other, or is inside it. */
const meet = (a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean =>
  a.every((key, i) => i >= b.length || key === b[i])

/** What is wrong between the document and the server about one field. */
function differences(field: Field, check: Check, encode = (value: unknown) => value): string[] {
  const { place, schema, put } = field
  const good = field.requests.filter((request) => check(request).length === 0)
  const where = place.join('.') || 'the whole'
  if (good.length === 0) return [`${where}: no request of these is accepted: ${show(field.requests)}`]
  const { inside, ...probes } = probesOf(schema)
  const outside = probes.outside.filter((value) => encode(value) === value || schema.type !== 'string')
  const isTaken = (value: unknown) =>
    good.some((request) => !check(put(request, encode(value))).some((path) => meet(path, place)))
  return [
    ...inside
      .filter((value) => !isTaken(value))
      .map((value) => `${where}: the server refuses ${show(value)}, which the document allows`),
    ...outside
      .filter((value) => isTaken(value))
      .map((value) => `${where}: the server accepts ${show(value)}, which the document forbids`),
    ...leftOut(field, good, check),
  ]
}

const show = (value: unknown) => JSON.stringify(value)?.slice(0, 200)

/** The same for properties that are left out: the server needs those that the document requires, and no others. */
function leftOut({ schema, place, put }: Field, good: readonly unknown[], check: Check): string[] {
  if (schema.type !== 'object') return []
  const isMissed = (name: string) =>
    good.every((request) => {
      const { [name]: _, ...rest } = at(request, place) as Record<string, unknown>
      return check(put(request, rest)).length > 0
    })
  const needed = Object.keys(schema.properties ?? {}).filter(isMissed)
  const required = schema.required ?? []
  return [
    ...needed.filter((name) => !required.includes(name)).map((name) => `${name} is required by the server`),
    ...required.filter((name) => !needed.includes(name)).map((name) => `${name} is required in the document`),
  ].map((difference) => `${place.join('.')}: ${difference} alone`)
}

/** The document with every reference replaced by what it names. */
const withoutReferences = (document: ApiDocument): ApiDocument =>
  changeSchemas(document, (schema) => (schema.$ref ? inlined(schema, document.components.schemas) : schema))

const bodyOf = ({ requestBody }: Operation): JsonSchema | undefined =>
  requestBody?.content['application/json']?.schema

let operations: ReadonlyMap<string, Operation>
const operationOf = ({ name }: Route): Operation => {
  const found = operations.get(name)
  if (!found) throw new RangeError(`${name} is not in the document`)
  return found
}

beforeAll(() => {
  const all = Object.values(withoutReferences(openapiDocument()).paths).flatMap((methods) =>
    Object.values(methods),
  )
  operations = new Map(all.map((operation) => [operation.operationId, operation]))
})

const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const)
/** Requests that made ones seldom are, since one field decides what another may be. */
const ALSO: Readonly<Record<string, readonly unknown[]>> = {
  updateMe: [{ availability: { weekly: [{ day: 0, from: 0, to: 1440 }] } }],
  listJobs: [{ near: '31.24,30.04' }],
  recommendCraftsmen: [{ category: 'Plumbing', near: '31.24,30.04', limit: '1' }, {}],
}

/** Nobody makes these up: the server gives them out, and takes no others. */
const OPAQUE: ReadonlySet<string> = new Set(['cursor', 'after'])

/** Mail programs cut and wrap links: whatever is no token is read as none, and answered with a page that helps. */
const TAKES_ANY_QUERY: ReadonlySet<string> = new Set(['unsubscribe', 'unsubscribePage'])

describe('what the document publishes is what the server takes', () => {
  it.each(named.filter(([, { body }]) => body))('in the body of %s', (_path, route) => {
    const schema = bodyOf(operationOf(route))
    if (!schema) return expect(Object.values(route.files ?? {}).some(({ required }) => required)).toBe(true)
    expect(
      fieldsOf(schema, ALSO[route.name]).flatMap((field) => differences(field, checkedBy(route.body))),
    ).toEqual([])
  })

  it.each(named.filter(([, { query, params }]) => query ?? params))(
    'in the address of %s',
    (_path, route) => {
      for (const kind of ['query', 'path'] as const) {
        if (kind === 'query' && TAKES_ANY_QUERY.has(route.name)) continue
        const parameters = (operationOf(route).parameters ?? []).filter((parameter) => parameter.in === kind)
        const check = checkedBy(kind === 'query' ? route.query : route.params)
        const written = valuesOf(asObject(parameters)).map((request) => asWritten(request as object))
        const made = parameters.filter(({ name }) => !OPAQUE.has(name))
        const found = made.flatMap(({ name, schema }) => {
          const put = (request: unknown, value: unknown) => ({ ...(request as object), [name]: value })
          const values = valuesOf(schema)
          const shortest = name === 'page' ? [{ page: '1', limit: '1' }] : [] // the last page that there is has one item
          const also = (ALSO[route.name] ?? []).map((request) => put(request, String(values[0])))
          const requests = [
            ...written.map((request, i) => put(request, String(values[i]))),
            ...shortest,
            ...also,
          ]
          return differences({ place: [name], schema, put, requests }, check, String)
        })
        expect(found).toEqual([])
      }
    },
  )

  it('and every string, list and number of a request has its bounds there', () => {
    const boundless: string[] = []
    for (const [path, route] of named) {
      if (TAKES_ANY_QUERY.has(route.name)) continue
      const { parameters = [] } = operationOf(route)
      const fields = [
        ...fieldsOf(bodyOf(operationOf(route)) ?? { type: 'object' }),
        ...parameters.map(({ name, schema }) => ({ place: [name], schema })),
      ]
      boundless.push(
        ...fields
          .filter(({ schema }) => !isBounded(schema))
          .map(({ place }) => `${path}: ${place.join('.')}`),
      )
    }
    expect(boundless).toEqual([])
  })
})

const asObject = (parameters: Operation['parameters'] = []): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
})

const asWritten = (request: object) =>
  Object.fromEntries(Object.entries(request).map(([name, value]) => [name, String(value)]))

function isBounded({
  type,
  maxLength,
  pattern,
  format,
  enum: values,
  const: one,
  maxItems,
  minimum,
  maximum,
}: JsonSchema): boolean {
  if (values ?? one) return true
  if (type === 'string') return maxLength !== undefined || pattern !== undefined || format === 'uuid'
  if (type === 'array') return maxItems !== undefined
  if (type === 'integer' || type === 'number') return minimum !== undefined && maximum !== undefined
  return true
}

it('a malformed id is a 404 that the document has, wherever a request takes one', () => {
  const without = named.filter(([, route]) => {
    const { parameters = [], responses } = operationOf(route)
    const schemas = [bodyOf(operationOf(route)) ?? {}, ...parameters.map(({ schema }) => schema)]
    const takesIds = JSON.stringify(schemas).includes(JSON.stringify(ID_PATTERN))
    return takesIds && !('404' in responses)
  })
  expect(without.map(([path]) => path)).toEqual([])
})
