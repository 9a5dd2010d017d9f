import { expect, test } from 'vitest'
import * as z from 'zod'
import { eventOf, type ReceivedRequest } from '#infra/local/http/event-of.ts'
import { RouteTable } from '#infra/local/http/route-table.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

const shared = {
  access: 'public',
  answers: { 200: z.string() },
  fails: [],
  uses: [],
  summary: '',
  matrix: {},
} as const
const routes = Object.values(
  defineRoutes('test', {
    quote: { ...shared, method: 'GET', path: '/api/jobs/{jobId}/quotes/{quoteId}' },
    send: { ...shared, method: 'POST', path: '/api/jobs' },
  }),
)
const table = new RouteTable(routes)

const received = (request: Partial<ReceivedRequest>): ReceivedRequest => ({
  method: 'GET',
  target: '/api/jobs',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:3000', 'X-Amzn-Trace-Id', 'Root=1-2-3'],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  port: 3000,
  at: new Date('2026-11-23T05:06:07.089Z'),
  ...request,
})

test('a request becomes the event that API Gateway sends, payload format 2.0', () => {
  // Prepare
  const request = received({
    target: '/api/jobs/a%20b/quotes/7?tag=a&tag=b%2Cc&q=%D8%B3%D8%A8%D8%A7%D9%83+1&empty=',
    rawHeaders: [
      ...['Host', 'localhost:3000', 'User-Agent', 'an app/1', 'X-Many', 'one', 'x-many', 'two'],
      ...['Cookie', 'a=1; b=2', 'Connection', 'keep-alive', 'X-Forwarded-For', '10.0.0.9'],
      ...['X-Amzn-Trace-Id', 'Root=1-2-3'],
    ],
  })
  // Act
  const event = eventOf(request, table.match('GET', '/api/jobs/a%20b/quotes/7'))
  // Assess
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'GET /api/jobs/{jobId}/quotes/{quoteId}',
    rawPath: '/api/jobs/a b/quotes/7',
    rawQueryString: 'tag=a&tag=b%2Cc&q=%D8%B3%D8%A8%D8%A7%D9%83+1&empty=',
    cookies: ['a=1', 'b=2'],
    headers: {
      host: 'localhost:3000',
      'user-agent': 'an app/1',
      'x-many': 'one,two',
      'x-forwarded-for': '10.0.0.9, 127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': 'Root=1-2-3',
    },
    queryStringParameters: { tag: 'a,b,c', q: 'سباك 1', empty: '' },
    pathParameters: { jobId: 'a b', quoteId: '7' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: 'GET',
        path: '/api/jobs/a b/quotes/7',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'an app/1',
      },
      requestId: expect.stringMatching(/^[\w-]{15}=$/) as string,
      routeKey: 'GET /api/jobs/{jobId}/quotes/{quoteId}',
      stage: '$default',
      time: '23/Nov/2026:05:06:07 +0000',
      timeEpoch: 1795410367089,
    },
    isBase64Encoded: false,
  })
})

test.each([
  ['application/json', '{"a":"ب"}', false],
  ['application/json; charset=utf-8', '{"a":"ب"}', false],
  ['text/plain', '{"a":"ب"}', false],
  ['multipart/form-data; boundary=x', 'eyJhIjoi2KgifQ==', true],
  ['application/x-www-form-urlencoded', 'eyJhIjoi2KgifQ==', true],
  [undefined, 'eyJhIjoi2KgifQ==', true],
])('a body of %s is text or base64 as in API Gateway', (type, body, isBase64Encoded) => {
  // Prepare
  const rawHeaders = type ? ['Content-Type', type] : []
  // Act
  const event = eventOf(received({ rawHeaders, body: Buffer.from('{"a":"ب"}') }), undefined)
  // Assess
  expect(event).toMatchObject({ body, isBase64Encoded })
})

test('a request without a route is $default, without parameters, query and body', () => {
  // Act
  const event = eventOf(received({ target: '/nowhere' }), undefined)
  // Assess
  expect(event).toMatchObject({ routeKey: '$default', rawPath: '/nowhere', rawQueryString: '' })
  for (const absent of ['queryStringParameters', 'pathParameters', 'body', 'cookies']) {
    expect(event).not.toHaveProperty(absent)
  }
})

test('names of Object’s own properties are parameters like any other', () => {
  // Act
  const event = eventOf(
    received({ target: '/x?__proto__=1&constructor=2', rawHeaders: ['__proto__', 'x'] }),
    undefined,
  )
  // Assess
  expect(Object.entries(event.queryStringParameters ?? {})).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ])
})
