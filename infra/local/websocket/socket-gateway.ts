import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { serve, type StandInAnswer, type StandInRequest } from '#infra/local/stand-ins/stand-in.ts'
import {
  connectEvent,
  disconnectEvent,
  messageEvent,
  newConnectionId,
  type SocketFacts,
} from '#infra/local/websocket/socket-event-of.ts'
import type { SocketEvent, SocketResult } from '#lib/http/socket-event.ts'
import { HOUR, MINUTE, realTime } from '#lib/platform/clock.ts'

/** API Gateway's limits; tests shorten the times. */
const SOCKET_LIMITS = {
  /** A frame from an app; a larger one closes the socket (1009). */
  frameBytes: 32 * 1024,
  /** What `@connections` takes; more is 413. */
  messageBytes: 128 * 1024,
  idleMs: 10 * MINUTE,
  lifeMs: 2 * HOUR,
  /** How long a function may take for a frame. */
  functionMs: 29_000,
}

export type SocketLimits = Partial<typeof SOCKET_LIMITS>

/** Calls the function behind a socket route (`connect`, `disconnect`, `default`). */
export type InvokeSocketRoute = (name: string, event: SocketEvent) => Promise<SocketResult>

/** A socket that is open: what is known of it, and when anything last went over it. */
interface Open {
  readonly facts: SocketFacts
  readonly socket: WebSocket
  lastActiveAt: Date
  idle: NodeJS.Timeout
  readonly life: NodeJS.Timeout
}

const GONE = { __type: 'GoneException', message: 'Gone' }

/**
 * API Gateway's WebSocket API on one machine: the handshake is `$connect`'s to allow, each frame goes to
 * `$default`, the end to `$disconnect`; `@connections` sends, tells of and closes sockets; and none lives longer,
 * lies idle longer or sends more than it may.
 */
export class SocketGateway {
  readonly #invoke: InvokeSocketRoute
  readonly #limits: typeof SOCKET_LIMITS
  readonly #sockets = new Map<string, Open>()
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

  /** Opens `@connections` on a free port of loopback; answers its address. */
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

  /** A request to become a socket: `$connect` decides, and its refusal is the answer. */
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
    const { statusCode, body = '' } = await this.#call('connect', event)
    if (statusCode >= 300) return refuse(stream, statusCode, body)
    if (stream.destroyed) return void this.#call('disconnect', disconnectEvent(facts, 1006, ''))
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(facts, socket))
  }

  #welcome(facts: SocketFacts, socket: WebSocket): void {
    const close = (reason: string) => () => socket.close(1001, reason)
    const open: Open = {
      facts,
      socket,
      lastActiveAt: realTime(),
      idle: setTimeout(close('Going away'), this.#limits.idleMs),
      life: setTimeout(close('Going away'), this.#limits.lifeMs),
    }
    this.#sockets.set(facts.connectionId, open)
    socket.on('error', () => undefined) // `close` follows, with the reason
    socket.on('message', (content, isBinary) => void this.#take(open, content, isBinary))
    socket.on('close', (code, reason) => {
      clearTimeout(open.idle)
      clearTimeout(open.life)
      this.#sockets.delete(facts.connectionId)
      void this.#call('disconnect', disconnectEvent(facts, code, reason.toString()))
    })
  }

  async #take(open: Open, content: RawData, isBinary: boolean): Promise<void> {
    if (isBinary) return open.socket.close(1003, 'Unsupported data')
    this.#touch(open)
    const { statusCode } = await this.#call('default', messageEvent(open.facts, textOf(content)))
    if (statusCode < 500 || open.socket.readyState !== open.socket.OPEN) return
    const { connectionId } = open.facts
    open.socket.send(JSON.stringify({ message: 'Internal server error', connectionId }))
  }

  /** A function that fails is a 500, as API Gateway makes it. */
  async #call(name: string, event: SocketEvent): Promise<SocketResult> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<SocketResult>((resolve) => {
      timer = setTimeout(() => resolve({ statusCode: 504 }), this.#limits.functionMs)
    })
    const failed = () => ({ statusCode: 500, body: '{"message":"Internal server error"}' })
    return Promise.race([this.#invoke(name, event).catch(failed), late]).finally(() => clearTimeout(timer))
  }

  #touch(open: Open): void {
    open.lastActiveAt = realTime()
    open.idle.refresh()
  }

  #answer({ method, url, body }: StandInRequest): StandInAnswer {
    const id = decodeURIComponent(/^(?:\/[\w-]+)?\/@connections\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
    if (id === '') return refusalOf(403, 'ForbiddenException', 'Forbidden')
    const open = this.#sockets.get(id)
    if (!open || open.socket.readyState !== open.socket.OPEN) {
      return { status: 410, json: GONE, headers: { 'x-amzn-errortype': 'GoneException' } }
    }
    if (method === 'POST') return this.#send(open, body)
    if (method === 'DELETE') {
      open.socket.close(1000, 'Connection Closed Normally')
      return { status: 204 }
    }
    const { connectedAt, sourceIp, userAgent } = open.facts
    const seconds = (at: Date) => at.toISOString()
    return {
      status: 200,
      json: {
        connectedAt: seconds(connectedAt),
        identity: { sourceIp, userAgent },
        lastActiveAt: seconds(open.lastActiveAt),
      },
    }
  }

  #send(open: Open, body: Buffer): StandInAnswer {
    if (body.length > this.#limits.messageBytes) {
      return refusalOf(413, 'PayloadTooLargeException', 'Message too long')
    }
    this.#touch(open)
    open.socket.send(body.toString('utf8'))
    return { status: 200 }
  }
}

const refusalOf = (status: number, type: string, message: string): StandInAnswer => ({
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

function refuse(stream: Duplex, status: number, body: string): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  stream.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
