import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SocketGateway, type SocketLimits } from '#infra/local/websocket/socket-gateway.ts'
import type { SocketEvent, SocketResult } from '#lib/lambda/socket/socket-event.ts'
import { AppSocket, RefusedError } from '#lib/testing/sockets.ts'

let events: { name: string; event: SocketEvent }[]
let answers: Record<string, () => SocketResult | Promise<SocketResult>>
let server: Server
let gateway: SocketGateway
let url: string
let sdk: ApiGatewayManagementApiClient

async function start(limits: SocketLimits = {}): Promise<void> {
  gateway = new SocketGateway(async (name, event) => {
    events.push({ name, event })
    return (await answers[name]?.()) ?? { statusCode: 200 }
  }, limits)
  server = createServer()
  server.on('upgrade', (request, stream, head) => void gateway.upgrade(request, stream, head))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  sdk = new ApiGatewayManagementApiClient({
    endpoint: await gateway.listen(),
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
  })
}

beforeEach(async () => {
  events = []
  answers = {}
  await start()
})
afterEach(stop)

async function stop(): Promise<void> {
  sdk.destroy()
  await gateway.stop()
  await new Promise((resolve) => server.close(resolve))
}

const restart = async (limits: SocketLimits): Promise<void> => {
  await stop()
  await start(limits)
}
const named = (name: string) => events.filter((one) => one.name === name).map(({ event }) => event)
const idOf = (): string => named('connect')[0]?.requestContext.connectionId ?? ''
const post = (ConnectionId: string, Data: string) =>
  sdk.send(new PostToConnectionCommand({ ConnectionId, Data }))

describe('the local gateway', () => {
  it('sends events in the shape of API Gateway: connect, default, disconnect', async () => {
    // Act
    const app = await AppSocket.open(`${url}?ticket=a&ticket=b`, { 'X-Name': 'one' })
    app.send('{"action":"ping"}')
    await expect.poll(() => named('default').length).toBe(1)
    await app.close()
    await expect.poll(() => named('disconnect').length).toBe(1)
    // Assess
    const [connect, message, disconnect] = events.map(({ event }) => event)
    expect(connect).toMatchObject({
      queryStringParameters: { ticket: 'b' },
      multiValueQueryStringParameters: { ticket: ['a', 'b'] },
      headers: { 'X-Name': 'one' },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT', messageDirection: 'IN' },
    })
    expect(message).toMatchObject({
      body: '{"action":"ping"}',
      isBase64Encoded: false,
      requestContext: { routeKey: '$default', eventType: 'MESSAGE', connectionId: idOf() },
    })
    expect(message).not.toHaveProperty('headers')
    expect(disconnect?.requestContext).toMatchObject({
      eventType: 'DISCONNECT',
      connectionId: idOf(),
      disconnectStatusCode: 1005,
    })
  })

  it('answers a handshake with the status of the function, and refuses it if the function fails', async () => {
    answers.connect = () => ({ statusCode: 403, headers: { 'x-request-id': 'of the function' } })
    await expect(AppSocket.open(url)).rejects.toMatchObject({ status: 403, requestId: 'of the function' })
    answers.connect = () => Promise.reject(new Error('broken'))
    const failed = await AppSocket.open(url).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(RefusedError)
    expect(failed).toMatchObject({ status: 500, requestId: expect.stringMatching(/./) as unknown })
    expect(gateway.size).toBe(0)
  })

  it('sends to, describes and closes sockets for the real SDK, and answers 410 for closed ones', async () => {
    // Prepare
    const app = await AppSocket.open(url)
    // Act
    await post(idOf(), '{"type":"pong"}')
    const { ConnectedAt, Identity } = await sdk.send(new GetConnectionCommand({ ConnectionId: idOf() }))
    await sdk.send(new DeleteConnectionCommand({ ConnectionId: idOf() }))
    // Assess
    expect(await app.receives(({ type }) => type === 'pong')).toEqual({ type: 'pong' })
    expect([ConnectedAt instanceof Date, Identity?.SourceIp]).toEqual([true, '127.0.0.1'])
    await app.closed
    await expect.poll(() => named('disconnect').length).toBe(1)
    await expect(post(idOf(), '{}')).rejects.toBeInstanceOf(GoneException)
    await expect(post('never=', '{}')).rejects.toBeInstanceOf(GoneException)
  })

  it('accepts messages of up to 128 KB from functions, and frames of up to 32 KB from apps', async () => {
    // Prepare
    const [app, other] = [await AppSocket.open(url), await AppSocket.open(url)]
    // Act
    await post(idOf(), JSON.stringify({ type: 'long', data: 'x'.repeat(127 * 1024) }))
    await expect(post(idOf(), 'x'.repeat(128 * 1024 + 1))).rejects.toBeInstanceOf(PayloadTooLargeException)
    app.send('x'.repeat(32 * 1024))
    other.send('x'.repeat(32 * 1024 + 1))
    // Assess
    expect((await other.closed).code).toBe(1009)
    await app.receives(({ type }) => type === 'long')
    expect(named('default')).toHaveLength(1)
    await app.close()
  })

  it('has a socket only after its handshake: nothing can be sent before', async () => {
    // Prepare
    let early: unknown
    answers.connect = async () => {
      early = await post(idOf(), '{}').catch((error: unknown) => error)
      return { statusCode: 200 }
    }
    // Act
    const app = await AppSocket.open(url)
    // Assess
    expect(early).toBeInstanceOf(GoneException)
    await app.close()
  })

  it('closes an idle socket and keeps an active one', async () => {
    // Prepare
    await restart({ idleMs: 150 })
    const [idle, busy] = [await AppSocket.open(url), await AppSocket.open(url)]
    const talk = setInterval(() => busy.send('{}'), 40)
    // Act
    const { code, reason } = await idle.closed
    clearInterval(talk)
    // Assess
    expect([code, reason]).toEqual([1001, 'Going away'])
    await expect.poll(() => gateway.size).toBe(1)
    await busy.close()
  })

  it('closes a socket at its maximum age, even if it is active', async () => {
    // Prepare
    await restart({ lifeMs: 150 })
    const app = await AppSocket.open(url)
    // Act
    const talk = setInterval(() => app.send('{}'), 40)
    const { code } = await app.closed
    clearInterval(talk)
    // Assess
    expect(code).toBe(1001)
  })

  it('sends an error to the app if a function fails, and keeps the socket open', async () => {
    // Prepare
    answers.default = () => Promise.reject(new Error('broken'))
    const app = await AppSocket.open(url)
    // Act
    app.send('{}')
    await expect.poll(() => app.frames.length).toBe(1)
    // Assess
    expect(app.frames[0]).toMatchObject({ message: 'Internal server error', connectionId: idOf() })
    expect(gateway.size).toBe(1)
    await app.close()
  })
})
