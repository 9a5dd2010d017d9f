import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { routes } from '#functions/routes.ts'
import { type ErrorCode, ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { Limit } from '#lib/model/limit.model.ts'
import {
  HOSTILE_BODIES,
  HOSTILE_HEADERS,
  HOSTILE_QUERIES,
  HOSTILE_VALUES,
  LARGE_VALUES,
} from '#lib/testing/hostile.ts'
import { partOf } from '#lib/testing/part-of.ts'
import {
  fieldsOf,
  fingerprint,
  resetScene,
  sampleOf,
  send,
  sentBy,
  theDemoScene,
  withBody,
} from '#lib/testing/samples.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

theDemoScene()

const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const)
const withBodies = named.filter(([, { body }]) => body !== undefined)
const withQueries = named.filter(([, { query }]) => query !== undefined)
const withParams = named.filter(([, { params }]) => params !== undefined)

const MARKER = '@@here@@'

/** `HOSTILE=all` sends everything everywhere; else each place gets a quarter, and another one the next day. */
const PARTS = process.env.HOSTILE === 'all' ? 1 : 4
const placeOf = (route: Route): number => routes.indexOf(route)

/** Sends the events one after the other. None may get a 500, and none that is refused may change stored data. */
async function expectNoHarm(
  route: Route,
  changes: readonly ((sample: HttpEvent) => HttpEvent)[],
): Promise<void> {
  let sample = await sampleOf(route)
  let before = await fingerprint()
  for (const change of changes) {
    const event = change(sample)
    const { status, text } = await send(route, event)
    const what = `${JSON.stringify(event.queryStringParameters ?? '')} ${String(event.body).slice(0, 200)}: ${status} ${text.slice(0, 300)}`
    expect(status, what).toBeLessThan(500)
    if (status >= 400) {
      expect(shapeOf(text, status), what).toBe('as in the table')
      expect(await fingerprint(), what).toBe(before)
    }
    if (status === 429) await Limit.deleteMany({}) // the next event must reach the route, not its rate limit
    if (status >= 400 || route.method === 'GET') continue
    // the request succeeded, so the scene is restored for the next one
    await resetScene()
    sample = await sampleOf(route)
    before = await fingerprint()
  }
}

function shapeOf(text: string, status: number): string {
  const {
    message,
    code,
    errors = [],
    ...rest
  } = JSON.parse(text) as { message: string; code: ErrorCode; errors?: [] }
  const entry = ERRORS[code]
  const isKnown = entry && [entry.en, entry.ar].includes(message) && STATUS_OF[entry.kind] === status
  const isBare = Object.keys(rest).length === 0 && Array.isArray(errors) && !/\bat .+:\d+:\d+/.test(text)
  return isKnown && isBare ? 'as in the table' : text
}

/** Bodies that each have a marker in one field, which is then replaced by a hostile value. */
function withMarkers(route: Route, sample: HttpEvent): readonly string[] {
  const fields = fieldsOf(sample)
  const named = Object.keys((route.body as z.ZodObject).shape ?? {})
  const outer = [...new Set([...named, ...Object.keys(fields)])].map((name) => ({
    ...fields,
    [name]: MARKER,
  }))
  const inner = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).map((key) => ({ ...fields, [name]: withMarkerAt(value, key) }))
      : [],
  )
  return [...outer, ...inner].map((body) => JSON.stringify(body))
}

const withMarkerAt = (value: object, key: string): unknown =>
  Array.isArray(value)
    ? value.map((item: unknown, i) => (String(i) === key ? MARKER : item))
    : { ...value, [key]: MARKER }

const sending = (body: string) => (sample: HttpEvent) => withBody(sample, body)

describe('a hostile body', () => {
  beforeAll(resetScene)

  it.each(withBodies)(
    'does no harm to %s in any of its fields',
    { timeout: timeLimit(4_000) },
    async (_path, route) => {
      const bodies = withMarkers(route, await sampleOf(route))
      const values = bodies.flatMap((body, field) =>
        partOf(HOSTILE_VALUES, PARTS, placeOf(route) + field).map((value) =>
          body.replace(`"${MARKER}"`, () => value),
        ),
      )
      await expectNoHarm(route, values.map(sending))
    },
  )

  it.each(withBodies)(
    'does no harm to %s with its size',
    { timeout: timeLimit(4_000) },
    async (_path, route) => {
      const bodies = withMarkers(route, await sampleOf(route))
      const values = bodies.flatMap((body) =>
        LARGE_VALUES.map((value) => body.replace(`"${MARKER}"`, () => value)),
      )
      await expectNoHarm(route, values.map(sending))
    },
  )

  it.each(withBodies)('does no harm to %s as a whole', async (_path, route) => {
    const notText = (sample: HttpEvent): HttpEvent => ({
      ...withBody(sample, Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28]).toString('base64')),
      isBase64Encoded: true,
    })
    const notBase64 = (sample: HttpEvent): HttpEvent => ({
      ...withBody(sample, '%%%'),
      isBase64Encoded: true,
    })
    await expectNoHarm(route, [...HOSTILE_BODIES.map(sending), notText, notBase64])
  })
})

describe('a hostile request', () => {
  beforeAll(resetScene)

  it.each(named)('does no harm to %s with its headers or an unexpected body', async (_path, route) => {
    const byHeader = partOf(HOSTILE_HEADERS, PARTS, placeOf(route)).map(
      (headers) =>
        (sample: HttpEvent): HttpEvent => ({
          ...sample,
          headers: { ...sample.headers, ...headers },
        }),
    )
    const unexpected = route.body ? [] : [sending('{"$where":"1"}'), sending('{ "half": ')]
    await expectNoHarm(route, [...byHeader, ...unexpected])
  })

  it.each(withQueries)(
    'does no harm to %s with its query',
    { timeout: timeLimit(4_000) },
    async (_path, route) => {
      const keys = [...Object.keys(route.query?.shape ?? {}), '__proto__', 'constructor', 'a[$ne]', 'unknown']
      const events = keys.flatMap((key, field) =>
        partOf(HOSTILE_QUERIES, PARTS, placeOf(route) + field).map(
          (value) =>
            (sample: HttpEvent): HttpEvent => ({
              ...sample,
              rawQueryString: `${encodeURIComponent(key)}=x`,
              queryStringParameters: JSON.parse(
                `{${JSON.stringify(key)}:${JSON.stringify(value)}}`,
              ) as Record<string, string>,
            }),
        ),
      )
      await expectNoHarm(route, events)
    },
  )

  it.each(withParams)('does no harm to %s with its path', async (_path, route) => {
    const keys = Object.keys(route.params?.shape ?? {})
    const events = keys.flatMap((key) =>
      HOSTILE_QUERIES.map((value) => (sample: HttpEvent): HttpEvent => ({
        ...sample,
        pathParameters: { ...sample.pathParameters, [key]: value },
      })),
    )
    await expectNoHarm(route, events)
  })

  const guarded = named.filter(([, { access }]) => access !== 'public')
  it.each(guarded)('does no harm to %s with its token', async (_path, route) => {
    const sample = await sampleOf(route)
    const token = sample.headers.authorization?.slice('Bearer '.length) ?? ''
    const [header = '', claims = '', signature = ''] = token.split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const forged = [
      `${none}.${claims}.`,
      `${none}.${claims}.${signature}`,
      `${header}.${claims}.`,
      `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
      `${header}.${Buffer.from('{"sub":"65a000000000000000000001"}').toString('base64url')}.${signature}`,
      'null',
      'a.b.c',
      `${token}, Bearer ${token}`,
      'x'.repeat(8_000),
    ]
    const before = await fingerprint()
    for (const wrong of forged) {
      const { status, text } = await send(route, sentBy(sample, wrong))
      expect([status, text]).toEqual([401, expect.stringContaining('"code":"UNAUTHENTICATED"')])
    }
    expect(await fingerprint()).toBe(before)
  })
})

afterAll(() => {
  // no request has polluted a prototype
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
})
