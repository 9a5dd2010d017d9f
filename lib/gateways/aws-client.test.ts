import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import {
  type ClientSettings,
  CONNECTION_TIMEOUT_MS,
  lazyClient,
  MAX_ATTEMPTS,
  REQUEST_TIMEOUT_MS,
} from '#lib/gateways/aws-client.ts'
import { putOnBus } from '#lib/gateways/bus/put-events.ts'
import { kmsKeys } from '#lib/gateways/keys/kms.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { MAX_CLOSE_ATTEMPTS } from '#lib/gateways/sockets/management-api.ts'
import { closeSocket, postToSocket } from '#lib/gateways/sockets/sockets.ts'
import { forgetConfig } from '#lib/platform/config.ts'

const SHORTEST_FUNCTION_MS =
  Math.min(...Object.values(queues).map(({ timeoutSeconds }) => timeoutSeconds)) * 1000

const servers: Server[] = []

/** A service over HTTP that leaves the first `unanswered` requests without an answer, and then answers `json`. */
async function aService(unanswered: number, json: object = {}) {
  const seen = { requests: 0, sockets: new Set<Socket>() }
  const answer: RequestListener = (request, response) => {
    seen.requests += 1
    seen.sockets.add(request.socket)
    if (seen.requests <= unanswered) return
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json))
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen }
}

/** A client of the bus that a test may change settings of. */
const busClient = (change: (settings: ClientSettings) => object = () => ({})) =>
  lazyClient(async (settings) => {
    const sdk = await import('@aws-sdk/client-eventbridge')
    const client = new sdk.EventBridgeClient({ ...settings, ...change(settings) })
    return { put: () => client.send(new sdk.PutEventsCommand({ Entries: [{ Source: 'test' }] })) }
  })

const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  )

const CREDENTIALS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

beforeAll(() => void Object.assign(process.env, CREDENTIALS))
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  const settings = Object.values(GATEWAYS).map(({ setting }) => setting)
  for (const name of [...Object.keys(CREDENTIALS), ...settings]) Reflect.deleteProperty(process.env, name)
  forgetConfig()
})

describe.concurrent('a call of a service that never answers', () => {
  it('ends by the time-out', async () => {
    // Prepare
    const { url, seen } = await aService(Infinity)
    const { put } = await busClient(() => ({ maxAttempts: 1 }))(url)
    const start = performance.now()
    // Act
    const failure = await failureOf(put())
    // Assess
    expect(failure.name).toBe('TimeoutError')
    expect(performance.now() - start).toBeGreaterThan(REQUEST_TIMEOUT_MS - 100)
    expect(performance.now() - start).toBeLessThan(2 * REQUEST_TIMEOUT_MS)
    expect(seen.requests).toBe(1)
  })

  it('ends after its attempts, before the shortest function runs out of time', async () => {
    // Prepare
    const { url, seen } = await aService(Infinity)
    const { put } = await busClient()(url)
    const start = performance.now()
    // Act
    const failure = await failureOf(put())
    // Assess
    expect(failure.name).toBe('TimeoutError')
    expect(seen.requests).toBe(MAX_ATTEMPTS)
    expect(performance.now() - start).toBeLessThan(SHORTEST_FUNCTION_MS)
  })

  it('ends by the time-out of the connection where there is none', async () => {
    // Prepare: a name that is never resolved leaves the socket connecting
    const withoutConnection = busClient(({ requestHandler }) => ({
      maxAttempts: 1,
      requestHandler: { ...requestHandler, httpAgent: { lookup: () => undefined } },
    }))
    const { put } = await withoutConnection('http://nowhere.example:9')
    const start = performance.now()
    // Act
    const failure = await failureOf(put())
    // Assess
    expect(failure.name).toBe('TimeoutError')
    expect(failure.message).toContain('did not establish a connection')
    expect(performance.now() - start).toBeLessThan(3 * CONNECTION_TIMEOUT_MS)
  })
})

describe('a socket that the gateway never answers for', () => {
  it('is sent a frame once and given up, with time for the function that delivers frames to say so', async () => {
    // Prepare
    const { url, seen } = await aService(Infinity)
    process.env.SOCKETS_ENDPOINT = url
    forgetConfig()
    const start = performance.now()
    // Act
    const posted = await postToSocket('connection', 'text')
    const failure = await failureOf(closeSocket('connection'))
    // Assess
    expect([posted, failure.name]).toEqual(['unknown', 'TimeoutError'])
    expect(seen.requests).toBe(1 + MAX_CLOSE_ATTEMPTS)
    const functionMs = queues.realtime.timeoutSeconds * 1000
    expect(performance.now() - start).toBeLessThan(functionMs - 2 * 1000)
    forgetConfig()
  })
})

/** Each gateway: its time-out, an answer of its service, and the setting that names its address. */
const GATEWAYS = {
  bus: {
    setting: 'EVENTBRIDGE_ENDPOINT',
    timeoutMs: REQUEST_TIMEOUT_MS,
    answer: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] },
    act: () => putOnBus({ source: 'test', type: 'test', at: '2026-11-23T09:00:00.000Z', detail: {} }),
  },
  keys: {
    setting: 'AWS_ENDPOINT_URL_KMS',
    timeoutMs: REQUEST_TIMEOUT_MS,
    answer: { Plaintext: Buffer.alloc(32).toString('base64'), CiphertextBlob: 'AAAA' },
    act: () => kmsKeys('alias/test').newDataKey('owner'),
  },
  queues: {
    setting: 'QUEUE_URL_OF_THIS_TEST',
    timeoutMs: REQUEST_TIMEOUT_MS,
    answer: { Successful: [], Failed: [] },
    act: () => putOnQueue(`${process.env.QUEUE_URL_OF_THIS_TEST}/000000000000/test`, [{ text: 'text' }]),
  },
  sockets: {
    setting: 'SOCKETS_ENDPOINT',
    timeoutMs: REQUEST_TIMEOUT_MS,
    answer: {},
    act: () => closeSocket('connection'), // a frame is never sent again
  },
} as const

describe.concurrent.each(Object.entries(GATEWAYS))(
  'the gateway %s',
  (_, { setting, timeoutMs, answer, act }) => {
    it('tries again what was not answered, by its time-out, and keeps the connection', async () => {
      // Prepare
      const { url, seen } = await aService(1, answer)
      process.env[setting] = url
      const start = performance.now()
      // Act
      await act()
      const first = performance.now() - start
      await act()
      await act()
      // Assess
      expect(first).toBeGreaterThan(timeoutMs - 100)
      expect(first).toBeLessThan(timeoutMs + REQUEST_TIMEOUT_MS)
      expect(seen.requests).toBe(4)
      expect(seen.sockets.size).toBe(2) // the first one was given up with its request
    })
  },
)

describe('opening a client', () => {
  it('happens with the first call, and once for calls at the same time', async () => {
    // Prepare
    let opened = 0
    const client = lazyClient(() => Promise.resolve({ number: (opened += 1) }))
    const before = opened
    // Act
    const clients = await Promise.all([client(), client()])
    const later = await client()
    // Assess
    expect([before, opened]).toEqual([0, 1])
    expect([...clients, later]).toEqual([{ number: 1 }, { number: 1 }, { number: 1 }])
  })

  it('is tried anew by the next call where it failed', async () => {
    // Prepare
    let tries = 0
    const client = lazyClient(async () => {
      tries += 1
      if (tries === 1) throw new Error('the SDK was not read')
      return import('@aws-sdk/client-eventbridge')
    })
    // Act
    const [first, second] = [await failureOf(client()), await client()]
    // Assess
    expect(first.message).toBe('the SDK was not read')
    expect(second).toHaveProperty('EventBridgeClient')
  })

  it('gives each endpoint a client of its own, and none where the SDK is to find it', async () => {
    // Prepare
    const client = lazyClient((settings) => Promise.resolve(settings))
    // Act
    const [one, other, again, none] = [
      await client('http://one.example'),
      await client('http://other.example'),
      await client('http://one.example'),
      await client(),
    ]
    // Assess
    expect([one.endpoint, other.endpoint]).toEqual(['http://one.example', 'http://other.example'])
    expect(again).toBe(one)
    expect(none).not.toHaveProperty('endpoint')
  })
})
