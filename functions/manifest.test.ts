import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { queues, schedules } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { answerOf, recordAnswer } from '#infra/docs/examples.ts'
import { openapiText } from '#infra/docs/openapi-document.ts'
import { ERRORS } from '#lib/errors/codes.ts'
import {
  answerSchemaOf,
  bodySchemaOf,
  CALLERS,
  matrixRow,
  successOf,
  toKebabCase,
} from '#lib/lambda/http/define-route.ts'
import type { QueueEvent, QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import type { ScheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { handlerOf } from '#lib/testing/call.ts'
import {
  fieldsOf,
  hasSample,
  inEnglish,
  resetScene,
  sampleOf,
  send,
  sentBy,
  theDemoScene,
  withBody,
} from '#lib/testing/samples.ts'

theDemoScene()

const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const)
const withBodies = named.filter(([, route]) => bodySchemaOf(route) !== undefined)
const withIds = named.filter(
  ([, { params }]) => params && Object.keys(params.shape).some((key) => /id$/i.test(key)),
)
const guarded = named.filter(([, { access }]) => access !== 'public')

/** Documents of the API are as open as the formats that they have. */
const isDocument = (name: string) => name === 'openapi' || name === 'asyncapi'

/** Asserts that an error is one of the table, and that no response reveals our implementation. */
function checkAnswer(text: string, status: number): void {
  expect(text).not.toMatch(/"_id"|"__v"|"password":|resetPassword|\bat .+\.ts:\d+|node_modules|Mongo/)
  if (status < 400) return
  const body = JSON.parse(text) as { code: keyof typeof ERRORS; message: string }
  expect([ERRORS[body.code]?.en, ERRORS[body.code]?.ar]).toContain(body.message)
}

describe('the manifest', () => {
  it('names every route and every path once', () => {
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length)
    expect(new Set(named.map(([path]) => path)).size).toBe(routes.length)
  })

  it('matches docs/openapi.json (update it with `npm run openapi`)', () => {
    const written = readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8')
    expect(openapiText()).toBe(written)
  })

  it.each(schedules.map((schedule) => [schedule.name, schedule] as const))(
    'has a handler and a sample event for the schedule %s',
    async (name) => {
      const module = (await import(`./schedules/${toKebabCase(name)}.ts`)) as { handler: ScheduleHandler }
      const event = JSON.parse(
        readFileSync(new URL(`../events/schedule/${toKebabCase(name)}.json`, import.meta.url), 'utf8'),
      ) as unknown
      expect(await module.handler(event)).toBeTypeOf('object')
    },
  )

  it.each(queues.map((queue) => [queue.consumer, queue] as const))(
    'has a handler for the queue of %s, and a sample event that it processes',
    async (consumer, { name, message }) => {
      const module = (await import(`./queues/${toKebabCase(consumer)}.ts`)) as { handler: QueueHandler }
      const event = JSON.parse(
        readFileSync(new URL(`../events/sqs/${toKebabCase(consumer)}.json`, import.meta.url), 'utf8'),
      ) as { Records: (QueueEvent['Records'][number] & { eventSourceARN: string })[] }
      const sources = event.Records.map(({ eventSourceARN }) => eventSourceARN.split(':').at(-1))
      expect([...new Set(sources)]).toEqual([`craftworks-dev-${name}`])
      for (const { body } of event.Records) message.parse(JSON.parse(body))
      expect(await module.handler(event)).toEqual({ batchItemFailures: [] })
    },
  )
})

describe.each(named)('%s', (_path, route) => {
  beforeAll(resetScene)

  it('has its handler in the file of its name', async () => {
    expect(await handlerOf(route)).toBeTypeOf('function')
  })

  it('reads exactly the parameters that its path has', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(route.params?.shape ?? {}).toSorted()).toEqual(inPath.toSorted())
  })

  it('defines the status for every caller', () => {
    const row = matrixRow(route)
    expect(CALLERS.filter((caller) => row[caller] === null)).toEqual([])
  })

  it('has only error codes of the table, and its answer has only fields of its schema', () => {
    expect(route.fails.filter((code) => !(code in ERRORS))).toEqual([])
    expect(isClosed(answerSchemaOf(route)) || isDocument(route.name)).toBe(true)
  })

  it('has a sample event that succeeds on the demo scene', async () => {
    expect(hasSample(route)).toBe(true)
    const { status, text, result } = await send(route, await sampleOf(route))
    expect(`${status} ${status >= 400 ? text : ''}`).toBe(`${successOf(route)} `)
    const isJson = route.produces === undefined && route.producesFile === undefined
    if (isJson) {
      answerSchemaOf(route).parse(JSON.parse(text))
      if (process.env.RECORD_ANSWERS && route.area !== 'docs') recordAnswer(route.name, JSON.parse(text))
      const recorded = answerOf(route.name)
      expect(recorded !== undefined || route.area === 'docs', 'record its answer: npm run answers').toBe(true)
      if (recorded !== undefined) answerSchemaOf(route).parse(recorded)
    }
    if (isJson && !isDocument(route.name)) checkAnswer(text, status)
    expect(result.headers).toMatchObject({
      'content-type': route.producesFile
        ? (expect.toBeOneOf([...route.producesFile]) as unknown)
        : (route.produces ?? 'application/json; charset=utf-8'),
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age=63072000') as unknown,
      'x-request-id': expect.stringMatching(/./) as unknown,
    })
  })
})

describe('a request without a token', () => {
  it.each(guarded)('is refused by %s before its body is read', async (_path, route) => {
    const event = sentBy(await sampleOf(route), null)
    for (const sent of [event, withBody(event, '{ "half": ')]) {
      const { status, text } = await send(route, sent)
      expect([status, text]).toEqual([401, '{"message":"Please log in","code":"UNAUTHENTICATED"}'])
    }
  })
})

describe('a malformed id', () => {
  it.each(withIds)('in %s is 404, with the fixed message', async (_path, route) => {
    const event = await sampleOf(route)
    for (const bad of [
      'nonsense',
      '65a00000000000000000020',
      '{"$gt":""}',
      '65a00000000000000000020g',
      '\u0000',
    ]) {
      const pathParameters = Object.fromEntries(
        Object.keys(event.pathParameters ?? {}).map((key) => [key, bad]),
      )
      const { status, text } = await send(route, inEnglish({ ...event, pathParameters }))
      expect([status, text]).toEqual([
        404,
        '{"message":"Resource not found (invalid ID)","code":"INVALID_ID"}',
      ])
    }
  })
})

describe('a body', () => {
  it.each(withBodies)('of %s with an unknown field is refused', async (_path, route) => {
    const event = await sampleOf(route)
    const body = { ...fieldsOf(event), isAdmin: true }
    const { status, text } = await send(route, withBody(event, JSON.stringify(body)))
    expect(status).toBe(400)
    checkAnswer(text, status)
  })

  it.each(withBodies)('of %s that is not JSON is 400 Malformed JSON', async (_path, route) => {
    const event = await sampleOf(route)
    for (const broken of ['{ "half": ', 'plain words', '{"a":1}{"b":2}', '\u0000']) {
      const { status, text } = await send(route, inEnglish(withBody(event, broken)))
      expect([status, text]).toEqual([400, '{"message":"Malformed JSON","code":"MALFORMED_JSON"}'])
    }
  })

  it.each(withBodies)('of %s with random JSON never gets a 500', async (_path, route) => {
    const event = await sampleOf(route)
    const fields = Object.keys(fieldsOf(event))
    const hostile = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.dictionary(fc.constantFrom(...fields, '$where', '__proto__'), fc.jsonValue()),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { status, text } = await send(route, withBody(event, JSON.stringify(value)))
        expect(status).toBeLessThan(500)
        checkAnswer(text, status)
      }),
      { numRuns: 40, seed: 20_261_123 },
    )
  })
})

/** Whether a schema and all its nested schemas allow no unknown fields. */
function isClosed(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodObject) {
    const strict = schema.def.catchall instanceof z.ZodNever
    return strict && Object.values(schema.shape as Record<string, z.ZodType>).every(isClosed)
  }
  if (schema instanceof z.ZodArray) return isClosed(schema.element as z.ZodType)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return isClosed(schema.unwrap() as z.ZodType)
  return true
}
