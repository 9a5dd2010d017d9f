import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { handler as noSuchRoute } from '#functions/docs/no-such-route.ts'
import { routes } from '#functions/routes.ts'
import { DEMO } from '#infra/demo/demo-ids.ts'
import type { HttpEvent, HttpResult } from '#lib/lambda/http/http-event.ts'
import { Limit } from '#lib/model/limit.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { fieldsOf, resetScene, sampleOf, send, sentBy, theDemoScene, withBody } from '#lib/testing/samples.ts'

/** The requirements of OWASP ASVS 5.0 that concern every route. Those of one area are tested beside its code. */
theDemoScene()
beforeEach(resetScene)

const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const)
const withBodies = named.filter(([, { body }]) => body !== undefined)
const guarded = named.filter(([, { access }]) => access !== 'public')

function checkHeaders({ headers = {} }: HttpResult): void {
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(
      /^((application\/json|text\/(html|css|javascript|csv|plain)); charset=utf-8|image\/(jpeg|png|webp)|application\/pdf)$/,
    ) as unknown,
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as unknown,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-request-id': expect.stringMatching(/.+/) as unknown,
  })
  const [, age] = /max-age=(\d+); includeSubDomains/.exec(String(headers['strict-transport-security'])) ?? []
  expect(Number(age)).toBeGreaterThanOrEqual(31_536_000)
  expect(headers).not.toHaveProperty('x-powered-by')
}

describe('ASVS 3.4.1 to 3.4.6, 4.1.1, 14.3.2: headers', () => {
  it.each(named)('are in every response of %s, whether it succeeds or refuses', async (_path, route) => {
    const event = await sampleOf(route)
    const answers = [await send(route, event), await send(route, sentBy(event, 'not a token'))]
    if (route.body) answers.push(await send(route, withBody(event, '{ "half": ')))
    for (const { result, status } of answers) {
      checkHeaders(result)
      const mayBeCached = status === 200 && /^\/api\/docs\//.test(route.path)
      if (!mayBeCached) expect(result.headers?.['cache-control']).toBe('no-store')
    }
  })

  it('are in the response for a path without a route', async () => {
    const event = { headers: {}, requestContext: { requestId: 'r' } } as HttpEvent
    const result = await noSuchRoute(event, { awsRequestId: 'r' })
    checkHeaders(result)
    expect([result.statusCode, result.body]).toEqual([
      404,
      '{"message":"API route not found","code":"ROUTE_NOT_FOUND"}',
    ])
  })

  it('allow the documentation page to run only its own files', async () => {
    const route = routes.find(({ name }) => name === 'docsPage')
    if (!route) throw new Error('There is no page of documentation')
    const { result, text } = await send(route, await sampleOf(route))
    expect(result.headers?.['content-security-policy']).toMatch(/script-src 'self';/)
    expect(text).not.toMatch(/<script(?![^>]*src="\/api\/)|https?:\/\//)
  })
})

describe('ASVS 7.4.1, 7.4.2, 8.3.2: an ended session and a ban take effect at the next call', () => {
  it.each(guarded)('on %s', async (_path, route) => {
    // Prepare
    const event = await sampleOf(route)
    const session = await Session.findOne().sort({ _id: -1 }).lean()
    const user = trusted({ $eq: session?.user })
    // Act
    await User.updateOne({ _id: user }, { $set: { isBanned: true, banReason: 'Fraud' } })
    const banned = await send(route, event)
    await User.updateOne({ _id: user }, { $set: { isBanned: false } })
    await Session.updateMany({ user }, { $set: { endedAt: new Date() } })
    const ended = await send(route, event)
    // Assess
    expect([banned.status, JSON.parse(banned.text)]).toMatchObject([
      403,
      { code: 'ACCOUNT_BLOCKED', reason: 'Fraud' },
    ])
    expect([ended.status, JSON.parse(ended.text)]).toMatchObject([401, { code: 'UNAUTHENTICATED' }])
  })
})

describe('ASVS 15.3.1, 15.3.3: a field that callers may not set', () => {
  const FORBIDDEN = {
    role: 'Admin',
    isBanned: false,
    verificationStatus: 'Verified',
    'craftsmanInfo.verificationStatus': 'Verified',
    wallet: { balance: 1_000_000 },
    rating: 5,
    platformFee: 0,
    status: 'Completed',
    client: DEMO.people.client2.id,
    craftsman: DEMO.people.craftsman5.id,
    _id: '65a000000000000000000001',
    createdAt: '2020-01-01T00:00:00.000Z',
  }

  it.each(withBodies)('is refused by %s', async (_path, route) => {
    const event = await sampleOf(route)
    const allowed = new Set(Object.keys((route.body as { shape?: object }).shape ?? {}))
    for (const [field, value] of Object.entries(FORBIDDEN)) {
      if (allowed.has(field)) continue
      await Limit.deleteMany({})
      const { status } = await send(
        route,
        withBody(event, JSON.stringify({ ...fieldsOf(event), [field]: value })),
      )
      expect([field, status]).toEqual([field, 400])
    }
  })
})

describe('ASVS 16.2.5, 16.4.1: logs', () => {
  it.each(named)('of %s contain nothing of the request, and each is one line', async (_path, route) => {
    // Prepare
    const lines: LogLine[] = []
    sendLogsTo((line) => void lines.push(line))
    const event = await sampleOf(route)
    const canary = 'canary-7f3a\r\n\u001b[31m{"level":"error"}'
    const token = event.headers.authorization ?? 'no token'
    const fields = Object.entries(fieldsOf(event))
    const planted = [
      ...fields.map(([name]) => ({ ...Object.fromEntries(fields), [name]: canary })),
      Object.fromEntries(fields.map(([name]) => [name, canary])),
      { ...Object.fromEntries(fields), [canary]: canary },
    ].map((body) => withBody(event, JSON.stringify(body)))
    const elsewhere = [
      { ...event, queryStringParameters: { q: canary, status: canary, near: canary, page: canary } },
      {
        ...event,
        headers: { ...event.headers, 'user-agent': canary, cookie: canary, 'accept-language': canary },
      },
      { ...event, headers: { ...event.headers, authorization: `Bearer ${canary}` } },
      { ...event, rawQueryString: canary, rawPath: `/api/${encodeURIComponent(canary)}` },
      withBody(event, `{ "${canary}`),
    ]
    // Act
    for (const sent of [event, ...(route.body ? planted : []), ...elsewhere]) await send(route, sent)
    sendLogsTo(() => undefined)
    // Assess
    const secrets = ['canary-7f3a', token, DEMO.password, ...fields.flatMap(([, value]) => wordsOf(value))]
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      const text = JSON.stringify(line)
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      expect(text).not.toMatch(/[\r\n\u001b]/)
    }
  })

  /** The value of a sample's field, if it is distinctive enough to search for it. */
  const wordsOf = (value: unknown): readonly string[] =>
    typeof value === 'string' && value.length > 11 && !/^[0-9a-f]{24}$/.test(value) ? [value] : []
})

describe('ASVS 1.2.4, 2.4.1: the database', () => {
  it('gets a time limit with every query, and no operators that run code', async () => {
    // Prepare
    const commands: Record<string, unknown>[] = []
    const listen = ({ command }: { command: Record<string, unknown> }) => void commands.push(command)
    const client = mongoose.connection.getClient()
    client.on('commandStarted', listen)
    // Act
    for (const [, route] of named) await send(route, await sampleOf(route))
    client.off('commandStarted', listen)
    // Assess
    const reads = commands.filter((command) => 'find' in command || 'aggregate' in command)
    expect(reads.length).toBeGreaterThan(20)
    const unlimited = reads.filter((command) => !('maxTimeMS' in command) && !('autocommit' in command))
    expect(unlimited.map((command) => command.find ?? command.aggregate)).toEqual([])
    expect(JSON.stringify(commands)).not.toMatch(/"\$where"|"\$function"|"\$accumulator"/)
  })
})
