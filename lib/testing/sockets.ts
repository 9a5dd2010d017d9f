import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { WebSocket } from 'ws'
import { socketRoutes } from '#functions/consumers.ts'
import { SocketGateway, type SocketLimits } from '#infra/local/websocket/socket-gateway.ts'
import { loadSocketHandlers } from '#infra/local/websocket/socket-handlers.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import type { Frame } from '#lib/realtime/frame.ts'

/** A WebSocket server on a free port, with the functions of the manifest behind it. */
export interface LocalSockets {
  readonly gateway: SocketGateway
  readonly url: string
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

async function startSockets(limits: SocketLimits = {}): Promise<LocalSockets> {
  const gateway = new SocketGateway(await loadSocketHandlers(socketRoutes), limits)
  const server = createServer()
  server.on('upgrade', (request, stream, head) => void gateway.upgrade(request, stream, head))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const endpoint = await gateway.listen()
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    await gateway.stop()
    await new Promise((resolve) => server.close(resolve))
  }
  return { gateway, url: `ws://127.0.0.1:${port}/ws`, endpoint, stop }
}

/** Starts a WebSocket server for the tests of a file and applies its settings. */
export function localSockets(limits: SocketLimits = {}): { readonly its: LocalSockets } {
  const holder: { its?: LocalSockets } = {}
  beforeAll(async () => {
    const its = await startSockets(limits)
    holder.its = its
    Object.assign(process.env, AWS, { SOCKETS_ENDPOINT: its.endpoint, SOCKETS_URL: its.url })
    forgetConfig()
  })
  afterAll(async () => {
    await holder.its?.stop()
    delete process.env.SOCKETS_ENDPOINT
    delete process.env.SOCKETS_URL
    forgetConfig()
  })
  return holder as { readonly its: LocalSockets } // tests run after beforeAll
}

type ReceivedFrame = Frame & { readonly data: Record<string, unknown> }

/** The app's side of a socket. */
export class AppSocket {
  readonly #socket: WebSocket
  /** All received frames, in their order. */
  readonly frames: ReceivedFrame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #waiting: (() => void)[] = []

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    socket.on('error', () => undefined) // `close` follows
    socket.on('message', (content) => {
      this.frames.push(JSON.parse((content as Buffer).toString()) as ReceivedFrame)
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }

  /** Opens a socket. Throws a RefusedError if the handshake is answered with a status. */
  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<AppSocket> {
    const socket = new WebSocket(url, { headers: { ...headers }, perMessageDeflate: false })
    const app = new AppSocket(socket)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(app))
      socket.once('unexpected-response', (_request, response) => {
        reject(new RefusedError(response.statusCode ?? 0, String(response.headers['x-request-id'] ?? '')))
        socket.terminate()
      })
      socket.once('error', reject)
    })
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** Waits for the first frame that matches, among those received and those to come. `frames` keeps all of them. */
  async receives(matches: (frame: ReceivedFrame) => boolean): Promise<ReceivedFrame> {
    for (;;) {
      const found = this.frames.find(matches)
      if (found) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Sends an action and waits for the frame that answers it. */
  async ask(action: Readonly<Record<string, unknown>>): Promise<ReceivedFrame> {
    const ref = `ref-${Math.random()}`
    this.send({ ...action, ref })
    return this.receives((frame) => frame.ref === ref)
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.closed
  }

  /** Drops the connection without closing it, as when a phone loses its network. */
  async drop(): Promise<void> {
    this.#socket.terminate()
    await this.closed
  }
}

/** A handshake that was answered with a status instead of a socket. */
export class RefusedError extends Error {
  readonly status: number
  readonly requestId: string

  constructor(status: number, requestId: string) {
    super(`refused: ${status}`)
    this.status = status
    this.requestId = requestId
  }
}
