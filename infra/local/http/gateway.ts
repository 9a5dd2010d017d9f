import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { Cors } from '#infra/local/http/cors.ts'
import { eventOf, splitTarget } from '#infra/local/http/event-of.ts'
import type { Handlers } from '#infra/local/http/handlers.ts'
import { ifHungUp } from '#infra/local/http/hung-up.ts'
import { type Match, RouteTable } from '#infra/local/http/route-table.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { realTime } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'

/** The limits of the deployed API: of the gateway (body, headers, URL, time) and of Lambda (event and answer). */
const LIMITS = {
  gatewayBody: 10 * 1024 * 1024,
  lambdaPayload: 6 * 1024 * 1024,
  headers: 10_240,
  url: 8_192,
  ms: 30_000,
} as const

/** An answered request, for the console page and the terminal. */
export interface Answered {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
  readonly requestId: string
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  /** Text goes out with the head in one write; bytes are another. */
  readonly body: string | Buffer
}

interface GatewayOptions {
  readonly routes: readonly Route[]
  readonly handlers: Pick<Handlers, 'http' | 'noSuchRoute'>
  readonly allowedOrigins: string | undefined
  readonly timeoutMs?: number
  readonly onAnswer?: (answered: Answered) => void
}

/**
 * API Gateway's HTTP API on one machine: the same limits, routing, CORS and events, for the same handlers. It also
 * gives the gateway's own answers (413, 414, 431, 500, 503) with the same messages.
 */
export function createGateway({
  routes,
  handlers,
  allowedOrigins,
  timeoutMs = LIMITS.ms,
  onAnswer,
}: GatewayOptions) {
  const table = new RouteTable(routes)
  const cors = new Cors(allowedOrigins, routes)

  const answerTo = async (request: IncomingMessage): Promise<{ answer: Answer; requestId: string }> => {
    const tooLong = refuseHead(request)
    if (tooLong) return { answer: tooLong, requestId: randomUUID() }
    const origin = request.headers.origin
    if (request.method === 'OPTIONS') {
      const requestId = randomUUID()
      const headers = { 'x-request-id': requestId, ...cors.preflightFor(origin) }
      return { answer: { status: 204, headers, body: '' }, requestId }
    }
    const body = hasBody(request) ? await bodyOf(request) : NO_BODY
    if (!body) return { answer: gatewayAnswer(413, 'Request Entity Too Large'), requestId: randomUUID() }
    const match = table.match(request.method ?? 'GET', splitTarget(request.url ?? '/').path)
    const event = eventOf(receivedOf(request, body), match)
    const answer = await invoke(match, event)
    return {
      answer: { ...answer, headers: { ...withoutCors(answer.headers), ...cors.headersFor(origin) } },
      requestId: event.requestContext.requestId,
    }
  }

  const invoke = async (match: Match | undefined, event: HttpEvent): Promise<Answer> => {
    // the head is small and JSON writes a byte with six at most, so that only a large body is worth measuring
    const isLarge = 6 * Buffer.byteLength(event.body ?? '') > LIMITS.lambdaPayload / 2
    if (isLarge && Buffer.byteLength(JSON.stringify(event)) > LIMITS.lambdaPayload) {
      return gatewayAnswer(413, 'Request Entity Too Large')
    }
    const handler = (match && handlers.http.get(match.route.name)) ?? handlers.noSuchRoute
    return withinTime(handler(event, contextOf(match?.route.name ?? '$default', timeoutMs)), timeoutMs)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = realTime().toISOString()
    const began = performance.now()
    const answered = await answerTo(request).catch(ifHungUp(request))
    if (!answered) return
    const { answer, requestId } = answered
    onAnswer?.({
      at,
      method: request.method ?? '',
      path: request.url ?? '',
      status: answer.status,
      ms: Math.round(performance.now() - began),
      requestId,
    })
    send(request, response, answer, requestId) // last, so that the log has the request when the caller gets the answer
  }
}

function refuseHead(request: IncomingMessage): Answer | undefined {
  const { url = '', method = '', rawHeaders } = request
  if (url.length > LIMITS.url) return gatewayAnswer(414, 'Request-URI Too Long')
  const size = rawHeaders.reduce((sum, part) => sum + part.length + 2, method.length + url.length + 12)
  return size > LIMITS.headers ? gatewayAnswer(431, 'Request Header Fields Too Large') : undefined
}

const NO_BODY = Buffer.alloc(0)

/** A request has a body if and only if a header says so (RFC 9112, 6.3). Most have none, and waiting for it costs. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** A body that is larger than this is not read to its end: the connection is closed. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024

/**
 * The whole body; undefined if it is larger than the gateway allows. A larger body is read and discarded, since a
 * client that is still sending would not see the answer.
 */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LIMITS.gatewayBody) chunks.push(chunk)
    else if (size > MAX_DISCARDED_BYTES) break
  }
  return size > LIMITS.gatewayBody ? undefined : Buffer.concat(chunks)
}

const receivedOf = (request: IncomingMessage, body: Buffer) => ({
  method: request.method ?? 'GET',
  target: request.url ?? '/',
  httpVersion: request.httpVersion,
  rawHeaders: request.rawHeaders,
  body,
  sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  port: request.socket.localPort ?? 0,
  at: realTime(),
})

async function withinTime(work: Promise<unknown>, timeoutMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(gatewayAnswer(503, 'Service Unavailable')), timeoutMs)
  })
  const answered = work.then(answerOf).catch((error: unknown) => {
    log.error('function failed', { error })
    return gatewayAnswer(500, 'Internal Server Error')
  })
  return Promise.race([answered, timeout]).finally(() => clearTimeout(timer))
}

/** Reads the result of a function as payload format 2.0 does: with a `statusCode`, else as the body of a 200. */
function answerOf(result: unknown): Answer {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const text = typeof result === 'string' ? result : JSON.stringify(result ?? null)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: text }
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded, cookies } = result as StructuredResult
  const content = isBase64Encoded ? Buffer.from(body, 'base64') : body
  if (Buffer.byteLength(content) > LIMITS.lambdaPayload) return gatewayAnswer(500, 'Internal Server Error')
  return {
    status: Number(statusCode ?? 200),
    headers: lowerCase(headers),
    ...(cookies && { cookies }),
    body: content,
  }
}

interface StructuredResult {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, boolean | number | string>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
  readonly cookies?: readonly string[]
}

const lowerCase = (headers: Readonly<Record<string, boolean | number | string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))

/** With CORS configured, the gateway drops such headers of a function. */
const withoutCors = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')))

/** An answer of the gateway itself. */
const gatewayAnswer = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})

const contextOf = (functionName: string, timeoutMs: number) => {
  const deadline = performance.now() + timeoutMs
  return {
    awsRequestId: randomUUID(),
    functionName,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, requestId: string): void {
  const { status, headers, cookies = [], body } = answer
  // if the request was refused before its body was read, the connection is closed after the answer
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, {
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
    'apigw-requestid': requestId,
  })
  response.end(request.method === 'HEAD' || status === 204 ? undefined : body)
}
