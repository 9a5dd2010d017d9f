import { randomBytes } from 'node:crypto'
import { decode, type Match } from '#infra/local/http/route-table.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'

/** A request as node:http read it, from which the event is made. */
export interface ReceivedRequest {
  readonly method: string
  /** The request target as it was sent: path and query, encoded. */
  readonly target: string
  readonly httpVersion: string
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  readonly sourceIp: string
  readonly port: number
  readonly at: Date
}

// API Gateway passes these types on as text; everything else, also without a type, as base64
const TEXT_TYPES = /^\s*(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i

/** The HTTP API event (payload format 2.0) that API Gateway makes of a request. */
export function eventOf(request: ReceivedRequest, match: Match | undefined): HttpEvent {
  const { path, query } = splitTarget(request.target)
  const { headers, cookies } = headersOf(request)
  const routeKey = match ? `${request.method} ${match.route.path}` : '$default'
  const host = (headers.host ?? 'localhost').replace(/:\d+$/, '')
  const parameters = queryParametersOf(query)
  return {
    version: '2.0',
    routeKey,
    rawPath: decode(path), // the HTTP API decodes it; REST APIs and function URLs do not
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(parameters && { queryStringParameters: parameters }),
    ...(match && Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method,
        path: decode(path),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: `${randomBytes(11).toString('base64url')}=`,
      routeKey,
      stage: '$default',
      time: commonLogTime(request.at),
      timeEpoch: request.at.getTime(),
    },
    ...bodyOf(request.body, headers),
  }
}

export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?')
  return mark === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** Headers with lower-case names, repeated ones joined by commas, and those that the gateway adds; cookies separately. */
function headersOf({ rawHeaders, sourceIp, port }: ReceivedRequest) {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const value = rawHeaders[i + 1] ?? ''
    if (HOP_BY_HOP.has(name)) continue
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter((cookie) => cookie !== ''))
    else headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value
  }
  const forwardedFor = headers['x-forwarded-for']
  headers['x-forwarded-for'] = forwardedFor ? `${forwardedFor}, ${sourceIp}` : sourceIp
  headers['x-forwarded-port'] = String(port)
  headers['x-forwarded-proto'] = 'http'
  headers['x-amzn-trace-id'] ??=
    `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`
  return { headers, cookies }
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'])

/** Decoded parameters, repeated keys joined by commas; undefined without a query. */
function queryParametersOf(query: string): Record<string, string> | undefined {
  if (query === '') return undefined
  const parameters: [string, string][] = []
  for (const [name, value] of new URLSearchParams(query)) {
    const known = parameters.find(([other]) => other === name)
    if (known) known[1] += `,${value}`
    else parameters.push([name, value])
  }
  return Object.fromEntries(parameters)
}

function bodyOf(body: Buffer, headers: Readonly<Record<string, string>>) {
  if (body.length === 0) return { isBase64Encoded: false }
  const isText = TEXT_TYPES.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `23/Nov/2026:05:30:00 +0000`, as access logs write it. */
function commonLogTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
}
