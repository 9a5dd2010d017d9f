import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A small server on loopback that answers like an outside service, for SDKs that are pointed at it. */
export interface StandIn {
  readonly url: string
  /** The settings with which the gateway finds it. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

export interface StandInRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface StandInAnswer {
  readonly status: number
  readonly json?: unknown
  readonly bytes?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the connection instead: whatever was done, nobody hears of it. */
  readonly hangUp?: boolean
}

/** Serves on a free port of loopback, or on the one given. */
export async function serve(
  answer: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
  port = 0,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createServer((request, response) => void handle(request, response, answer))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${bound}`, stop }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://stand-in')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const told = { method: request.method ?? 'GET', url, headers, body: Buffer.concat(chunks) }
  const {
    status,
    json,
    bytes,
    headers: more = {},
    hangUp,
  } = await Promise.resolve(answer(told)).catch((error: unknown): StandInAnswer => ({
    status: 500,
    json: { error: { message: String(error) } },
  }))
  if (hangUp) return void request.socket.destroy()
  response.writeHead(status, { ...(json !== undefined && { 'content-type': 'application/json' }), ...more })
  response.end(bytes ?? (json === undefined ? '' : JSON.stringify(json)))
}
