import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { type FakeRequest, type FakeResponse, serve } from '#infra/fakes/fake-server.ts'
import {
  connectEvent,
  disconnectEvent,
  messageEvent,
  newConnectionId,
  type SocketFacts,
} from '#infra/local/websocket/socket-event-of.ts'
import type { SocketEvent, SocketResult } from '#lib/lambda/socket/socket-event.ts'
import { HOUR, MINUTE, realTime } from '#lib/platform/clock.ts'

/** The limits of API Gateway; tests use shorter times. */
const SOCKET_LIMITS = {
  /** The maximum size of a frame from an app; a larger one closes the socket (1009). */
  frameBytes: 32 * 1024,
  /** The maximum size of a message to `@connections`; a larger one gets 413. */
  messageBytes: 128 * 1024,
  idleMs: 10 * MINUTE,
  lifeMs: 2 * HOUR,
  /** How long a function may run. */
  functionMs: 29_000,
}

export type SocketLimits = Partial<typeof SOCKET_LIMITS>

/** Calls the function behind a socket route (`connect`, `disconnect`, `default`). */
export type InvokeSocketRoute = (name: string, event: SocketEvent) => Promise<SocketResult>

/** An open socket: what is known about it, and when it last carried a frame. */
interface OpenSocket {
  readonly facts: SocketFacts
  readonly socket: WebSocket
  lastActiveAt: Date
  idle: NodeJS.Timeout
  readonly life: NodeJS.Timeout
}

const GONE = { __type: 'GoneException', message: 'Gone' }

/**
 * API Gateway's WebSocket API on one machine. `$connect` accepts or refuses the handshake, `$default` gets each frame,
 * `$disconnect` is called at the end. `@connections` sends to, describes and closes sockets. The limits on age, idle
 * time and sizes are enforced.
 */
export class SocketGateway {
  readonly #invoke: InvokeSocketRoute
  readonly #limits: typeof SOCKET_LIMITS
  readonly #sockets = new Map<string, OpenSocket>()
  readonly #server: WebSocketServer
  #api: { readonly url: string; readonly stop: () => Promise<void> } | undefined

  constructor(invoke: InvokeSocketRoute, limits: SocketLimits = {}) {
    this.#invoke = invoke
    this.#limits = { ...SOCKET_LIMITS, ...limits }
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: this.#limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
    })
  }

  /** Serves `@connections` on a free port of loopback. Returns its address. */
  async listen(): Promise<string> {
    this.#api = await serve((request) => this.#answer(request))
    return this.#api.url
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#sockets.values()) socket.close(1001, 'Going away')
    await this.#api?.stop()
    for (const { socket } of this.#sockets.values()) socket.terminate()
  }

  get size(): number {
    return this.#sockets.size
  }

  /** Handles an upgrade request: `$connect` decides, and if it refuses, its answer is sent. */
  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy())
    const facts: SocketFacts = {
      connectionId: newConnectionId(),
      connectedAt: realTime(),
      sourceIp: sourceOf(stream),
      userAgent: request.headers['user-agent'] ?? '',
      host: (request.headers.host ?? 'localhost').replace(/:\d+$/, ''),
    }
    const event = connectEvent(facts, { url: request.url ?? '/', rawHeaders: request.rawHeaders })
    const answer = await this.#call('connect', event)
    if (answer.statusCode >= 300) return refuse(stream, answer, event.requestContext.requestId)
    if (stream.destroyed) return void this.#call('disconnect', disconnectEvent(facts, 1006, ''))
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#register(facts, socket))
  }

  #register(facts: SocketFacts, socket: WebSocket): void {
    const close = (reason: string) => () => socket.close(1001, reason)
    const open: OpenSocket = {
      facts,
      socket,
      lastActiveAt: realTime(),
      idle: setTimeout(close('Going away'), this.#limits.idleMs),
      life: setTimeout(close('Going away'), this.#limits.lifeMs),
    }
    this.#sockets.set(facts.connectionId, open)
    socket.on('error', () => undefined) // `close` follows, with the reason
    socket.on('message', (content, isBinary) => void this.#handleFrame(open, content, isBinary))
    socket.on('close', (code, reason) => {
      clearTimeout(open.idle)
      clearTimeout(open.life)
      this.#sockets.delete(facts.connectionId)
      void this.#call('disconnect', disconnectEvent(facts, code, reason.toString()))
    })
  }

  async #handleFrame(open: OpenSocket, content: RawData, isBinary: boolean): Promise<void> {
    if (open.socket.readyState !== open.socket.OPEN) return // what was under way when it was closed
    if (isBinary) return open.socket.close(1003, 'Unsupported data')
    this.#touch(open)
    const { statusCode } = await this.#call('default', messageEvent(open.facts, textOf(content)))
    if (statusCode < 500 || open.socket.readyState !== open.socket.OPEN) return
    const { connectionId } = open.facts
    open.socket.send(JSON.stringify({ message: 'Internal server error', connectionId }))
  }

  /** Calls a function. If it fails, the result is a 500, as in API Gateway. */
  async #call(name: string, event: SocketEvent): Promise<SocketResult> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<SocketResult>((resolve) => {
      timer = setTimeout(() => resolve({ statusCode: 504 }), this.#limits.functionMs)
    })
    const failed = () => ({ statusCode: 500, body: '{"message":"Internal server error"}' })
    return Promise.race([this.#invoke(name, event).catch(failed), late]).finally(() => clearTimeout(timer))
  }

  #touch(open: OpenSocket): void {
    open.lastActiveAt = realTime()
    open.idle.refresh()
  }

  #answer({ method, url, headers, body }: FakeRequest): FakeResponse {
    const id = decodeURIComponent(/^(?:\/[\w-]+)?\/@connections\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
    if (id === '') return refusalOf(403, 'ForbiddenException', 'Forbidden')
    const open = this.#sockets.get(id)
    if (!open || open.socket.readyState !== open.socket.OPEN) {
      return { status: 410, json: GONE, headers: { 'x-amzn-errortype': 'GoneException' } }
    }
    if (method === 'POST') return this.#send(open, body)
    if (method === 'DELETE') {
      const code = Number(headers['x-close-code'] ?? 1000) // a header of ours, which API Gateway ignores
      open.socket.close(code, code === 1000 ? 'Connection Closed Normally' : '')
      return { status: 204 }
    }
    const { connectedAt, sourceIp, userAgent } = open.facts
    return {
      status: 200,
      json: {
        connectedAt: connectedAt.toISOString(),
        identity: { sourceIp, userAgent },
        lastActiveAt: open.lastActiveAt.toISOString(),
      },
    }
  }

  #send(open: OpenSocket, body: Buffer): FakeResponse {
    if (body.length > this.#limits.messageBytes) {
      return refusalOf(413, 'PayloadTooLargeException', 'Message too long')
    }
    this.#touch(open)
    open.socket.send(body.toString('utf8'))
    return { status: 200 }
  }
}

const refusalOf = (status: number, type: string, message: string): FakeResponse => ({
  status,
  json: { message },
  headers: { 'x-amzn-errortype': type },
})

const textOf = (content: RawData): string =>
  Array.isArray(content)
    ? Buffer.concat(content).toString('utf8')
    : Buffer.from(content as ArrayBuffer).toString('utf8')

const sourceOf = (stream: Duplex): string =>
  'remoteAddress' in stream && typeof stream.remoteAddress === 'string'
    ? stream.remoteAddress.replace(/^::ffff:/, '')
    : ''

/** Sends the answer of the function, or of the gateway where the function has failed, in which case it has no headers. */
function refuse(stream: Duplex, { statusCode, headers, body = '' }: SocketResult, requestId: string): void {
  const sent = { 'content-type': 'application/json', 'x-request-id': requestId, ...headers }
  const lines = [
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`,
    ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  stream.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
