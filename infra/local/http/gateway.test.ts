import { createServer, request as httpRequest, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { NO_SUCH_ROUTE } from '#infra/functions.ts'
import { createGateway } from '#infra/local/http/gateway.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/lambda/http/http-event.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

const shared = {
  access: 'public',
  answers: { 200: z.string() },
  fails: [],
  uses: [],
  summary: '',
  matrix: {},
} as const
const routes = defineRoutes('test', {
  echo: { ...shared, method: 'POST', path: '/api/echo' },
  text: { ...shared, method: 'GET', path: '/api/text' },
  structured: { ...shared, method: 'GET', path: '/api/structured' },
  slow: { ...shared, method: 'GET', path: '/api/slow' },
  broken: { ...shared, method: 'GET', path: '/api/broken' },
  huge: { ...shared, method: 'GET', path: '/api/huge' },
})

/** A route for each kind of result that a Lambda may return. */
const returns: Readonly<Record<keyof typeof routes, (event: HttpEvent) => unknown>> = {
  echo: ({ body = '' }) => ({ statusCode: 201, body: String(body.length) }),
  text: () => 'just text',
  structured: () => ({
    statusCode: 202,
    headers: { 'X-Own': 'yes', 'Access-Control-Allow-Origin': '*' },
    cookies: ['a=1; HttpOnly', 'b=2'],
    body: Buffer.from([0, 255, 1]).toString('base64'),
    isBase64Encoded: true,
  }),
  slow: () => new Promise(() => undefined),
  broken: () => {
    throw new Error('the function fails')
  },
  huge: () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 1) }),
}

const answered: unknown[] = []
let server: Server
let url: string

beforeAll(async () => {
  sendLogsTo(() => undefined)
  const http = new Map(
    Object.entries(returns).map(([name, run]) => {
      const handler = (event: HttpEvent) => Promise.resolve(event).then(run)
      return [name, handler as HttpHandler] as const
    }),
  )
  const gateway = createGateway({
    routes: Object.values(routes),
    handlers: { http, noSuchRoute: await loadHandler<HttpHandler>(NO_SUCH_ROUTE.file) },
    allowedOrigins: 'https://app.example.com',
    timeoutMs: 50,
    onAnswer: (one) => answered.push(one),
  })
  server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => void gateway(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

const bodyOfSize = (bytes: number) => ({
  method: 'POST',
  body: 'x'.repeat(bytes),
  headers: { 'content-type': 'text/plain' },
})

test('a structured answer keeps its status, headers, cookies and bytes, but only the gateway sets CORS headers', async () => {
  // Act
  const response = await fetch(`${url}/api/structured`, { headers: { origin: 'https://elsewhere.example' } })
  // Assess
  expect(response.status).toBe(202)
  expect(response.headers.get('x-own')).toBe('yes')
  expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
  expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/)
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1])
})

test('anything else that a function returns is the body of a 200', async () => {
  // Act
  const response = await fetch(`${url}/api/text`)
  // Assess
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(await response.text()).toBe('just text')
})

test.each([
  ['/api/slow', 503, 'Service Unavailable'],
  ['/api/broken', 500, 'Internal Server Error'],
  ['/api/huge', 500, 'Internal Server Error'],
])('%s is answered %i with the message of the gateway', async (path, status, message) => {
  // Act
  const response = await fetch(`${url}${path}`)
  // Assess
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ message })
})

test.each([
  [6 * 1024 * 1024 - 4096, 201],
  [6 * 1024 * 1024, 413],
  [10 * 1024 * 1024 + 1, 413],
])('a body of %i bytes is answered %i', async (bytes, status) => {
  // Act
  const response = await fetch(`${url}/api/echo`, bodyOfSize(bytes))
  // Assess
  expect(response.status).toBe(status)
  if (status === 413) expect(await response.json()).toEqual({ message: 'Request Entity Too Large' })
})

test('headers of more than 10,240 bytes are refused', async () => {
  // Act
  const [fine, refused] = await Promise.all(
    [8_000, 10_300].map((length) => fetch(`${url}/api/text`, { headers: { 'x-long': 'y'.repeat(length) } })),
  )
  // Assess
  expect([fine?.status, refused?.status]).toEqual([200, 431])
})

test('a URL that is too long is refused', async () => {
  // Act
  const response = await fetch(`${url}/api/text?q=${'z'.repeat(9_000)}`)
  // Assess
  expect(response.status).toBe(414)
})

test.each([
  ['GET', '/api/nothing'],
  ['GET', '/api/text/'],
  ['GET', '//api/text'],
  ['GET', '/api/../api/nothing'],
  ['DELETE', '/api/text'],
  ['TRACE', '/api/text'],
  ['PROPFIND', '/api/text'],
])('%s %s is not a route of the API', async (method, path) => {
  // Act
  const { status, body } = await sendRaw(method, path)
  // Assess
  expect(status).toBe(404)
  expect(JSON.parse(body)).toEqual({ message: 'API route not found', code: 'ROUTE_NOT_FOUND' })
})

test('HEAD is answered like GET for what is public, for nothing else, and without a body', async () => {
  // Act
  const [text, other] = [await sendRaw('HEAD', '/api/text'), await sendRaw('HEAD', '/api/echo')]
  // Assess
  expect([text.status, text.body]).toEqual([200, ''])
  expect([other.status, other.body]).toEqual([404, ''])
})

test('a preflight is answered by the gateway, for an allowed origin only', async () => {
  // Prepare
  const preflight = (origin: string) =>
    fetch(`${url}/api/echo`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
  // Act
  const [allowed, other] = await Promise.all([
    preflight('https://app.example.com'),
    preflight('https://evil.example'),
  ])
  // Assess
  expect([allowed.status, other.status]).toEqual([204, 204])
  expect(allowed.headers.get('x-request-id')).toMatch(/./)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
  expect(allowed.headers.get('access-control-allow-methods')).toBe('GET,POST')
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
})

test('an allowed origin may read the answer and its request id', async () => {
  // Act
  const { headers } = await fetch(`${url}/api/text`, { headers: { origin: 'https://app.example.com' } })
  // Assess
  expect(headers.get('access-control-allow-origin')).toBe('https://app.example.com')
  expect(headers.get('access-control-expose-headers')).toContain('x-request-id')
})

/** Sends the path unchanged; fetch would normalise it. */
function sendRaw(method: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.once('error', reject)
    sent.end()
  })
}

test('a client that hangs up before its request is whole is no error, and reaches no function', async () => {
  // Prepare
  const answers = answered.length
  const { port } = server.address() as AddressInfo
  const head = 'POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n'
  for (const sent of [head, `${head}{"half`, 'POST /api/echo HTTP/1.1\r\nHost:']) {
    // Act: an unhandled rejection would fail this file
    const client = connect(port, '127.0.0.1')
    client.write(sent)
    await wait(30)
    client.destroy()
    await wait(30)
  }
  // Assess
  expect(answered).toHaveLength(answers)
  expect((await fetch(`${url}/api/text`)).status).toBe(200)
})
