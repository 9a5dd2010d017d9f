import type * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { ERRORS, STATUS_OF, type ErrorCode } from '#lib/errors/codes.ts'
import type { Route } from '#lib/http/define-route.ts'
import type { HttpEvent } from '#lib/http/gateway-event.ts'
import { Limit } from '#lib/limits/limits.ts'
import {
  HOSTILE_BODIES,
  HOSTILE_HEADERS,
  HOSTILE_QUERIES,
  HOSTILE_VALUES,
  LARGE_VALUES,
} from '#lib/testing/hostile.ts'
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

theDemoScene()

const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const)
const withBodies = named.filter(([, { body }]) => body !== undefined)
const withQueries = named.filter(([, { query }]) => query !== undefined)
const withParams = named.filter(([, { params }]) => params !== undefined)

const HERE = '@@here@@'

/** Sends one event after the other; none may be a fault of ours, and none that is refused may change anything. */
async function survives(route: Route, changes: readonly ((sample: HttpEvent) => HttpEvent)[]): Promise<void> {
  let sample = await sampleOf(route)
  let before = await fingerprint()
  for (const change of changes) {
    const event = change(sample)
    const { status, text } = await send(route, event)
    const what = `${JSON.stringify(event.queryStringParameters ?? '')} ${String(event.body).slice(0, 200)}: ${status} ${text.slice(0, 300)}`
    expect(status, what).toBeLessThan(500)
    if (status >= 400) {
      expect(shapeOf(text, status), what).toBe('of the table')
      expect(await fingerprint(), what).toBe(before)
    }
    if (status === 429) await Limit.deleteMany({}) // the next has to reach the route, not its limit
    if (status >= 400 || route.method === 'GET') continue
    // a request like any other: the scene is set again for the next
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
  return isKnown && isBare ? 'of the table' : text
}

/** A body with a marker in one field, to be replaced by what is sent there. */
function withMarkers(route: Route, sample: HttpEvent): readonly string[] {
  const fields = fieldsOf(sample)
  const named = Object.keys((route.body as z.ZodObject).shape ?? {})
  const own = [...new Set([...named, ...Object.keys(fields)])].map((name) => ({ ...fields, [name]: HERE }))
  const inner = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).map((key) => ({ ...fields, [name]: marked(value, key) }))
      : [],
  )
  return [...own, ...inner].map((body) => JSON.stringify(body))
}

const marked = (value: object, key: string): unknown =>
  Array.isArray(value)
    ? value.map((item: unknown, i) => (String(i) === key ? HERE : item))
    : { ...value, [key]: HERE }

const sending = (body: string) => (sample: HttpEvent) => withBody(sample, body)

describe('a body in bad faith', () => {
  beforeAll(resetScene)

  it.each(withBodies)(
    'does nothing to %s in any of its fields',
    { timeout: 60_000 },
    async (_path, route) => {
      const bodies = withMarkers(route, await sampleOf(route))
      const values = bodies.flatMap((body) =>
        HOSTILE_VALUES.map((value) => body.replace(`"${HERE}"`, () => value)),
      )
      await survives(route, values.map(sending))
    },
  )

  it.each(withBodies)('does nothing to %s by its size', { timeout: 60_000 }, async (_path, route) => {
    const bodies = withMarkers(route, await sampleOf(route))
    const values = bodies.flatMap((body) =>
      LARGE_VALUES.map((value) => body.replace(`"${HERE}"`, () => value)),
    )
    await survives(route, values.map(sending))
  })

  it.each(withBodies)('does nothing to %s as a whole', async (_path, route) => {
    const notText = (sample: HttpEvent): HttpEvent => ({
      ...withBody(sample, Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28]).toString('base64')),
      isBase64Encoded: true,
    })
    const notBase64 = (sample: HttpEvent): HttpEvent => ({
      ...withBody(sample, '%%%'),
      isBase64Encoded: true,
    })
    await survives(route, [...HOSTILE_BODIES.map(sending), notText, notBase64])
  })
})

describe('a request in bad faith', () => {
  beforeAll(resetScene)

  it.each(named)('does nothing to %s by its headers, or a body where none is due', async (_path, route) => {
    const byHeader = HOSTILE_HEADERS.map((headers) => (sample: HttpEvent): HttpEvent => ({
      ...sample,
      headers: { ...sample.headers, ...headers },
    }))
    const uncalledFor = route.body ? [] : [sending('{"$where":"1"}'), sending('{ "half": ')]
    await survives(route, [...byHeader, ...uncalledFor])
  })

  it.each(withQueries)('does nothing to %s by its query', { timeout: 60_000 }, async (_path, route) => {
    const keys = [...Object.keys(route.query?.shape ?? {}), '__proto__', 'constructor', 'a[$ne]', 'unknown']
    const events = keys.flatMap((key) =>
      HOSTILE_QUERIES.map((value) => (sample: HttpEvent): HttpEvent => ({
        ...sample,
        rawQueryString: `${encodeURIComponent(key)}=x`,
        queryStringParameters: JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as Record<
          string,
          string
        >,
      })),
    )
    await survives(route, events)
  })

  it.each(withParams)('does nothing to %s by its path', async (_path, route) => {
    const keys = Object.keys(route.params?.shape ?? {})
    const events = keys.flatMap((key) =>
      HOSTILE_QUERIES.map((value) => (sample: HttpEvent): HttpEvent => ({
        ...sample,
        pathParameters: { ...sample.pathParameters, [key]: value },
      })),
    )
    await survives(route, events)
  })

  const guarded = named.filter(([, { access }]) => access !== 'public')
  it.each(guarded)('does nothing to %s by its token', async (_path, route) => {
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
  // whatever was sent, no object anywhere has gained anything
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
})
