import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { startSentryFake } from '#infra/fakes/sentry.ts'
import { deploymentStep } from '#lib/lambda/deployment/deployment-step.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { defineSchedules } from '#lib/lambda/schedule/define-schedule.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { defineSocketRoutes } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { socketHandler } from '#lib/lambda/socket/socket-handler.ts'
import { forgetReports } from '#lib/platform/error-reports.ts'
import { log, type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { sendReport } from '#lib/platform/sentry.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { leaksIn } from '#lib/testing/planted-values.ts'

const sentry = aFake(startSentryFake)

const REPLAY =
  'https://app.logrocket.com/craft/works/s/5-0191b1d2-7a3c-7000-8000-0123456789ab/0?t=1795410367089'

/** What a person sends: none of it may leave with a report. */
const CANARIES = {
  body: 'canary-body-4711',
  query: 'canary.query@person.example',
  header: 'canary-token-abcdef',
  phone: '+201001234567',
  path: 'canary-path-99',
}

const { planted } = defineRoutes('test', {
  planted: {
    method: 'POST',
    path: '/api/test/{name}',
    access: 'public',
    params: z.object({ name: z.string() }),
    query: z.object({ q: z.string() }),
    body: z.strictObject({ text: z.string() }),
    answers: { 201: z.object({ ok: z.boolean() }) },
    fails: [],
    uses: [],
    summary: '',
    matrix: {},
  },
})

class DriverError extends Error {
  override readonly name = 'DriverError'
  readonly code = `E ${CANARIES.phone}`
}

/** A bug that quotes all that it was given, as drivers and parsers do. */
const buggy = endpoint(planted, ({ params, query, body }) => {
  const said = [params.name, query.q, body.text, CANARIES.header, CANARIES.phone].join(' ')
  throw new TypeError(`Cannot read ${said}`, { cause: new DriverError(`bad value ${said}`) })
})

const request = (headers: Record<string, string> = {}): HttpEvent =>
  ({
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${CANARIES.header}`,
      'user-agent': CANARIES.phone,
      ...headers,
    },
    rawPath: `/api/test/${CANARIES.path}`,
    rawQueryString: `q=${CANARIES.query}`,
    pathParameters: { name: CANARIES.path },
    queryStringParameters: { q: CANARIES.query },
    body: JSON.stringify({ text: CANARIES.body }),
    isBase64Encoded: false,
    requestContext: { requestId: randomUUID(), http: { method: 'POST', sourceIp: '203.0.113.9' } },
  }) as unknown as HttpEvent

const invoke = (event: HttpEvent) => buggy(event, { awsRequestId: randomUUID() })

let lines: LogLine[] = []
beforeEach(() => {
  process.env.BUILD_ID = 'a1b2c3d4e5f6'
  lines = []
  sendLogsTo((line) => void lines.push(line))
  sentry.its.emptyBox()
  forgetReports()
})
afterEach(() => {
  delete process.env.BUILD_ID
})

describe('a planted bug in a handler', () => {
  it('is found in Sentry with route, build, request id and the replay of the session', async () => {
    // Prepare
    const event = request({ 'x-logrocket-url': REPLAY })
    // Act
    const { statusCode } = await invoke(event)
    // Assess
    expect(statusCode).toBe(500)
    expect(sentry.its.box()).toMatchObject([
      {
        transaction: 'planted',
        release: 'craftworks@a1b2c3d4e5f6',
        tags: {
          kind: 'http',
          route: 'planted',
          build: 'a1b2c3d4e5f6',
          requestId: event.requestContext.requestId,
        },
        extra: { replay: REPLAY },
        debug_meta: { images: [{ debug_id: 'a1b2c3d4-e5f6-4000-8000-000000000000' }] },
        exception: { values: [{ type: 'DriverError' }, { type: 'TypeError', value: 'unexpected error' }] },
      },
    ])
    const [, outer] = sentry.its.box()[0]?.exception?.values ?? []
    const thrower = outer?.stacktrace?.frames.at(-1)
    expect(thrower?.filename).toBe('app:///lib/lambda/error-reports.test.ts')
    expect(thrower?.lineno).toBeGreaterThan(50)
  })

  it('is in the log with the replay of the session, as is every line of that request', async () => {
    await invoke(request({ 'x-logrocket-url': REPLAY }))
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line.replay).toBe(REPLAY)
  })

  it('brings nothing that anybody sent: not from body, query, path, headers or the error’s own words', async () => {
    // Act
    await invoke(request({ 'x-logrocket-url': `https://app.logrocket.com/${CANARIES.header}` }))
    // Assess
    const [event] = sentry.its.box()
    expect(event).toBeDefined()
    expect(leaksIn('event', Buffer.from(JSON.stringify(event)), Object.values(CANARIES))).toEqual([])
    expect(leaksIn('log', Buffer.from(JSON.stringify(lines)), Object.values(CANARIES))).toEqual([])
  })

  it('is reported without a key by nobody', async () => {
    // Prepare
    const { SENTRY_DSN } = process.env
    delete process.env.SENTRY_DSN
    // Act
    const { statusCode } = await invoke(request())
    process.env.SENTRY_DSN = SENTRY_DSN
    // Assess
    expect(statusCode).toBe(500)
    expect(sentry.its.box()).toEqual([])
  })
})

describe('the header with the session’s replay', () => {
  it.each([
    ['another host', 'https://app.logrocket.com.evil.example/craft/works/s/5-0191b1d2/0'],
    ['no https', REPLAY.replace('https', 'http')],
    ['a login in it', REPLAY.replace('app.', 'user:password@app.')],
    ['another port', REPLAY.replace('.com/', '.com:8443/')],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'craft/works'],
    ['an address without a session', 'https://app.logrocket.com/craft/works'],
    ['a path that climbs', 'https://app.logrocket.com/craft/works/s/../../../login'],
    ['too many characters', `${REPLAY}&x=${'x'.repeat(300)}`],
    ['marks in the path', 'https://app.logrocket.com/craft/works/s/<script>alert(1)</script>'],
    ['nothing', ''],
  ])('is left out with %s, and the request goes on', async (_, header) => {
    const { statusCode } = await invoke(request({ 'x-logrocket-url': header }))
    expect(statusCode).toBe(500)
    expect(JSON.stringify(lines)).not.toContain('"replay"')
    expect(sentry.its.box()).toHaveLength(1)
    expect(sentry.its.box()[0]).not.toHaveProperty('extra')
  })

  it('loses what is no part of a replay’s address', async () => {
    await invoke(request({ 'X-LogRocket-URL': `${REPLAY}&email=canary#person` }))
    expect(sentry.its.box()[0]?.extra?.replay).toBe(REPLAY)
  })
})

const boom = () => Promise.reject(new RangeError('canary-body-4711'))

describe('an error of every kind of function', () => {
  const { parcels } = defineQueues({
    parcels: {
      consumer: 'deliverParcel',
      message: z.strictObject({ requestId: z.string() }),
      uses: [],
      timeoutSeconds: 20,
      visibilitySeconds: 120,
      maxReceives: 12,
      batchSize: 10,
      windowSeconds: 0,
      concurrency: 2,
      maxCalls: 2,
      summary: '',
    },
  })
  const { nightly } = defineSchedules({ nightly: { runs: 'rate(1 hour)', uses: [], summary: '' } })
  const { open } = defineSocketRoutes({ open: { key: '$connect', uses: [], summary: '' } })
  const context = { awsRequestId: 'aws-1', getRemainingTimeInMillis: () => 60_000 }
  const record = {
    messageId: 'm1',
    body: JSON.stringify({ requestId: 'of-the-cause' }),
    attributes: { ApproximateReceiveCount: '6' },
  }
  const socketEvent = {
    headers: { 'X-LogRocket-URL': REPLAY },
    requestContext: { requestId: 'socket-1', connectionId: 'c' },
  } as unknown as SocketEvent

  it.each([
    ['queue', 'deliverParcel', 'of-the-cause', () => queueHandler(parcels, boom)({ Records: [record] })],
    ['schedule', 'nightly', 'aws-1', () => scheduleHandler(nightly, boom)(null, context).catch(() => null)],
    ['socket', '$connect', 'socket-1', () => socketHandler(open, boom)(socketEvent, context)],
    [
      'deployment',
      'a step',
      'aws-1',
      () =>
        deploymentStep('a step', boom)(
          {
            RequestType: 'Create',
            ResponseURL: sentry.its.url,
            StackId: 's',
            RequestId: 'r',
            LogicalResourceId: 'l',
          },
          context,
        ).catch(() => null),
    ],
  ])('is reported: %s', async (kind, route, requestId, run) => {
    await run()
    expect(sentry.its.box()).toMatchObject([{ transaction: route, tags: { kind, route, requestId } }])
    expect(JSON.stringify(sentry.its.box())).not.toContain('canary')
  })

  it('is reported that a use case logged and went on from', async () => {
    const handler = scheduleHandler(nightly, () => {
      log.error('a step of a dispute could not be made', { disputeId: 'd1', error: new Error('canary') })
      return Promise.resolve({ done: 1 })
    })
    await handler(null, context)
    expect(sentry.its.box()[0]?.exception?.values).toMatchObject([
      { value: 'a step of a dispute could not be made' },
    ])
    expect(sentry.its.box()[0]?.tags).toMatchObject({ route: 'nightly' })
  })
})

describe('a call that takes too long', () => {
  it('is in the log and reported before Lambda ends it, and one that ends in time is not', async () => {
    // Prepare
    const { promise: stuck, resolve } = Promise.withResolvers<Record<string, number>>()
    const { slow, quick } = defineSchedules({
      slow: { runs: 'rate(1 hour)', uses: [], summary: '' },
      quick: { runs: 'rate(1 hour)', uses: [], summary: '' },
    })
    const context = { awsRequestId: 'aws-2', getRemainingTimeInMillis: () => 1_550 }
    // Act
    const run = scheduleHandler(slow, () => stuck)(null, context)
    await scheduleHandler(quick, () => Promise.resolve({}))(null, context)
    await vi.waitFor(() => {
      expect(sentry.its.box()).toHaveLength(1)
    })
    // Assess
    expect(sentry.its.box()).toMatchObject([{ tags: { route: 'slow', requestId: 'aws-2' } }])
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { route: 'slow', code: 'TIMED_OUT' },
    ])
    resolve({})
    await run
  })
})

describe('a key that is none', () => {
  it('is named in the log without its value', async () => {
    const line: LogLine = { at: '2026-11-26T00:00:00.000Z', level: 'error', message: 'unexpected error' }
    const report = { line, kind: 'http', name: 'planted', environment: 'test', server: undefined }
    await expect(sendReport('https://canary@sentry.example/', report)).rejects.toMatchObject({
      name: 'BadDsnError',
      forLog: 'SENTRY_DSN has to be https://<key>@<host>/<project>',
    })
  })
})

describe('while Sentry', () => {
  const timed = async () => {
    const began = performance.now()
    const { statusCode } = await invoke(request())
    return { statusCode, ms: performance.now() - began }
  }

  it('never answers, one answer is late by less than a second, and those after it by nothing', async () => {
    // Prepare
    sentry.its.failNext(0)
    // Act
    const first = await timed()
    const others = [await timed(), await timed(), await timed()]
    // Assess
    expect([first, ...others].map(({ statusCode }) => statusCode)).toEqual([500, 500, 500, 500])
    expect(first.ms).toBeGreaterThan(700)
    expect(Math.max(...others.map(({ ms }) => ms))).toBeLessThan(first.ms / 2)
    expect(lines.filter(({ message }) => message === 'an error could not be reported')).toHaveLength(1)
    expect(sentry.its.box()).toEqual([])
  })

  it.each([[429], [500], [403]])('answers %s, requests are answered all the same', async (status) => {
    // Prepare
    sentry.its.failNext(status)
    // Act
    const answers = [await timed(), await timed()]
    // Assess
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500])
    expect(sentry.its.box()).toEqual([])
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'an error could not be reported' }),
    )
  })

  it.each([
    'nonsense',
    'https://no-project.example',
    'http://key@sentry.example/1',
    'https://key@127.0.0.1:1/1',
  ])('is not to be found at %s, requests are answered all the same', async (dsn) => {
    const { SENTRY_DSN } = process.env
    process.env.SENTRY_DSN = dsn
    const { statusCode } = await invoke(request())
    process.env.SENTRY_DSN = SENTRY_DSN
    expect(statusCode).toBe(500)
    expect(lines.some(({ message }) => message === 'an error could not be reported')).toBe(true)
  })

  it('is there, a flood of errors sends twenty reports a minute', async () => {
    // Prepare
    const { flood } = defineSchedules({ flood: { runs: 'rate(1 hour)', uses: [], summary: '' } })
    const handler = scheduleHandler(flood, () => {
      for (let i = 0; i < 30; i++) log.error('a step could not be made', { error: new Error('no') })
      return Promise.resolve({ done: 1 })
    })
    // Act
    await handler(null)
    // Assess: on a busy machine the last ones may arrive after the answer
    await expect.poll(() => sentry.its.box().length, { timeout: 5_000 }).toBe(20)
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(30)
  })
})
