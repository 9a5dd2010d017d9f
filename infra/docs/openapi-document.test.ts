import { describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { type ApiDocument, changeSchemas, type Operation } from '#infra/docs/api-document.ts'
import { changeSchema, type JsonSchema } from '#infra/docs/json-schema.ts'
import { openapiDocument } from '#infra/docs/openapi-document.ts'

const document = openapiDocument()
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
const schemas = Object.entries(document.components.schemas)

/** Every schema of a document, with the place where it stands. */
function schemasOf(api: ApiDocument): (readonly [string, JsonSchema])[] {
  const all: (readonly [string, JsonSchema])[] = []
  changeSchemas(api, (schema, place) => {
    all.push([place.join('.'), schema])
    return schema
  })
  return all
}

const jsonOf = ({ content }: Operation['responses'][string]) => content?.['application/json']

describe('the document', () => {
  it('says of every property what it means', () => {
    const silent = schemasOf(document).flatMap(([place, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, { description }]) => !description)
        .map(([name]) => `${place}.${name}`),
    )
    expect(silent, 'give it a .describe(), or an entry in infra/docs/glossary.ts').toEqual([])
  })

  it('says of every parameter what it means', () => {
    const silent = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.filter(({ description }) => !description).map(({ name }) => `${operationId}.${name}`),
    )
    expect(silent, 'give it a .describe(), or an entry in infra/docs/glossary.ts').toEqual([])
  })

  it('names every list of values, list of resources, body and place', () => {
    const named = new Set(schemas.map(([name]) => name))
    const inline = schemasOf(document).filter(([place]) => !named.has(place))
    expect(inline.filter(([, schema]) => schema.enum).map(([place]) => place)).toEqual([])
    expect(inline.filter(([, { properties }]) => properties?.pagination).map(([place]) => place)).toEqual([])
    expect(inline.filter(([, { properties }]) => properties?.coordinates).map(([place]) => place)).toEqual([])
    for (const { requestBody } of operations)
      expect(requestBody?.content['application/json']?.schema.properties).toBeUndefined()
  })

  it('has an example of each JSON request that has fields, and of each JSON answer', () => {
    for (const { operationId, requestBody, responses } of operations) {
      const request = requestBody?.content['application/json']
      if (request) expect(request.example ?? request.examples, operationId).toBeDefined()
      const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
      if (answer && jsonOf(answer) && !['openapi', 'asyncapi', 'health'].includes(operationId))
        expect(jsonOf(answer)?.example, operationId).toBeDefined()
    }
  })

  it('says that a path which takes a name and no id is not there with any other name', () => {
    const ofReport = document.paths['/api/admin/analytics/{report}']?.get?.responses['404']
    const ofJob = document.paths['/api/jobs/{jobId}']?.get?.responses['404']
    expect(ofReport?.$ref).toBe('#/components/responses/RouteNotFound')
    expect(ofJob?.description).toBe('Not there: `INVALID_ID`, `JOB_NOT_FOUND`')
  })

  it('says which errors are pages where a browser asks', () => {
    const pages = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([status, { content }]) => Number(status) >= 400 && content?.['text/html'])
        .map(([status]) => `${operationId} ${status}`),
    )
    expect(pages.toSorted()).toEqual(['unsubscribe 400', 'unsubscribePage 400'])
  })

  it('has no placeholder and no token in its examples', () => {
    expect(JSON.stringify(document)).not.toMatch(/\{\{\w+|127\.0\.0\.1:\d/)
  })

  it('says of each status in one line what it means, with an example of each code', () => {
    for (const { responses } of operations)
      for (const { $ref, description = '', content } of Object.values(responses)) {
        if ($ref) continue
        expect(description).not.toMatch(/\n/)
        const codes = [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code)
        const { examples = {} } = content?.['application/json'] ?? {}
        expect(Object.keys(examples).toSorted()).toEqual(codes.toSorted())
      }
  })

  it('has the headers of each response', () => {
    const shared = document.components.responses as Operation['responses']
    const all = [
      ...Object.entries(shared),
      ...operations.flatMap(({ responses }) => Object.entries(responses)),
    ]
    const own = all.filter(([name, { $ref }]) => !$ref && name !== 'Throttled')
    expect(own.filter(([, { headers }]) => !headers?.['x-request-id'])).toEqual([])
    const tooMany = own.filter(([name]) => name === '429' || name === 'TooManyAttempts')
    expect(tooMany).not.toEqual([])
    expect(tooMany.filter(([, { headers }]) => !headers?.['Retry-After'])).toEqual([])
  })

  it('asks for a token exactly where a route is not public', () => {
    const open = operations
      .filter(({ security }) => security?.length === 0)
      .map(({ operationId }) => operationId)
    const shown = routes.filter(({ access }) => access === 'public')
    expect(open).toEqual(
      shown.flatMap(({ name, method }) => (method === 'GET' ? [name, `${name}Head`] : [name])),
    )
  })

  it('has the HEAD that every public GET answers, without any body', () => {
    const heads = operations.filter(({ operationId }) => operationId.endsWith('Head'))
    expect(heads.map(({ operationId }) => operationId)).toContain('healthHead')
    for (const { responses } of heads)
      expect(Object.values(responses).filter(({ content }) => content)).toEqual([])
  })

  it('says of each tag what it is about', () => {
    expect(document.tags.filter(({ description = '' }) => description.length < 10)).toEqual([])
  })

  it('has no form that generators stumble over', () => {
    const odd = schemasOf(document).filter(
      ([, schema]) =>
        schema.items === false || 'published' in schema || (schema.type === 'array' && !schema.items),
    )
    expect(odd).toEqual([])
  })
})

describe('a schema is changed', () => {
  it('from the inside out, with the place of each', () => {
    const places: string[] = []
    const item: JsonSchema = { type: 'object', properties: { b: { type: 'string' } } }
    const schema: JsonSchema = {
      anyOf: [{ type: 'object', properties: { a: { type: 'array', items: item } } }, { type: 'null' }],
    }
    changeSchema(schema, (inner, place) => {
      places.push(`${place.join('.')}:${String(inner.type ?? 'anyOf')}`)
      return inner
    })
    expect(places).toEqual(['a.b:string', 'a:object', 'a:array', ':object', ':null', ':anyOf'])
  })
})
