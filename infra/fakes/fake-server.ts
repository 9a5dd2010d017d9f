import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Books } from '#infra/fakes/books.ts'

/** A small HTTP server on loopback that answers like an outside service, for SDKs that are pointed at it. */
export interface FakeServer {
  readonly url: string
  /** The settings that point our gateway to it. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

export interface FakeRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface FakeResponse {
  readonly status: number
  readonly json?: unknown
  readonly bytes?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Closes the connection without an answer, although the call may have been executed. */
  readonly hangUp?: boolean
}

/** Serves on the given port of loopback, or on a free one. */
export async function serve(
  answer: (request: FakeRequest) => FakeResponse | Promise<FakeResponse>,
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

/** Serves at the port at which these books were served last, so that addresses of then still lead here; else on a free one. */
export async function serveAsBefore(
  books: Pick<Books<unknown>, 'port' | 'keepPort'>,
  answer: (request: FakeRequest) => FakeResponse | Promise<FakeResponse>,
): ReturnType<typeof serve> {
  const server = await serve(answer, books.port).catch((error: NodeJS.ErrnoException) => {
    if (books.port === undefined || error.code !== 'EADDRINUSE') throw error
    return serve(answer)
  })
  books.keepPort(Number(new URL(server.url).port))
  return server
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: FakeRequest) => FakeResponse | Promise<FakeResponse>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://fake')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const received = { method: request.method ?? 'GET', url, headers, body: Buffer.concat(chunks) }
  const {
    status,
    json,
    bytes,
    headers: more = {},
    hangUp,
  } = await Promise.resolve(answer(received)).catch((error: unknown): FakeResponse => ({
    status: 500,
    json: { error: { message: String(error) } },
  }))
  if (hangUp) return void request.socket.destroy()
  response.writeHead(status, { ...(json !== undefined && { 'content-type': 'application/json' }), ...more })
  response.end(bytes ?? (json === undefined ? '' : JSON.stringify(json)))
}

/** What a box holds, newest first; with `?limit=` only so many. */
export const newestOf = <T>(box: readonly T[], { searchParams }: URL): readonly T[] =>
  searchParams.has('limit') ? box.slice(0, Number(searchParams.get('limit'))) : box
