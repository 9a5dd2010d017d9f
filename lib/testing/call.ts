import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import * as z from 'zod'
import { answerSchemaOf, type Route, successOf, toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/lambda/http/http-event.ts'
import { realTime } from '#lib/platform/clock.ts'

/** The request of a test. A body that is not a string is sent as JSON. */
export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly as?: { readonly token: string } | null
  readonly headers?: Readonly<Record<string, string>>
  readonly ip?: string
  /** Whether `body` is base64, as API Gateway encodes binary content. */
  readonly isBase64Encoded?: boolean
}

export interface CallResult<R extends Route> {
  readonly status: number
  /** The route's answer, or the body of the error. */
  readonly body: AnswerOf<R> & { readonly message?: string; readonly code?: string }
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

type AnswerOf<R extends Route> = R['answers'] extends { readonly 200: infer S extends z.ZodType }
  ? Done<z.output<S>>
  : R['answers'] extends { readonly 201: infer S extends z.ZodType }
    ? Done<z.output<S>>
    : never

/** What is done at once. Tests of what waits for a second admin say so. */
type Done<A> = A extends { readonly approvalId: string } ? never : A

/** The shape of every error (api.md, "Errors"). ACCOUNT_BLOCKED also says why and since when. */
const errorShape = z.strictObject({
  message: z.string().min(1),
  code: z.string().regex(/^[A-Z][A-Z_]+$/),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  reason: z.string().nullable().optional(),
  blockedAt: z.string().nullable().optional(),
  challenge: z.string().optional(),
  blockers: z.array(z.object({ kind: z.string() })).optional(),
})

/** Fields and values that no response may contain, for any caller. */
const NEVER_SHOWN = /"(?:_id|__v|password|resetPasswordToken|knownSources|identityId)":|\$2[aby]\$\d\d\$/

/**
 * Calls a route as API Gateway does: sends a real v2 event to the route's handler, with a real MongoDB behind it.
 * Asserts that a success has the status and the shape that the route defines, and that an error has the shape of every
 * error.
 */
export async function call<const R extends Route>(
  route: R,
  sending: CallOptions = {},
): Promise<CallResult<R>> {
  const handler = await handlerOf(route)
  const result = await handler(eventFor(route, sending), { awsRequestId: randomUUID() })
  const status = result.statusCode ?? 200
  const text = String(result.body ?? '')
  const isLink = route.alsoLink === true && status === 303
  const isFile = isLink || route.produces !== undefined || route.producesFile !== undefined
  const body = isFile && status < 400 ? text : (JSON.parse(text) as unknown)
  if (isLink) expect(result.headers?.location).toBeDefined()
  else if (status === 201 && route.waits) route.waits.parse(body)
  else if (status < 400) {
    expect(status).toBe(successOf(route))
    answerSchemaOf(route).parse(body)
  } else errorShape.parse(body)
  expect(text).not.toMatch(NEVER_SHOWN)
  return {
    status,
    body: body as CallResult<R>['body'],
    headers: (result.headers ?? {}) as Record<string, string>,
    text,
  }
}

/** The handler of a route: `functions/<area>/<kebab-name>.ts`. */
export async function handlerOf({ area, name }: Route): Promise<HttpHandler> {
  const file = new URL(`../../functions/${area}/${toKebabCase(name)}.ts`, import.meta.url)
  const module = (await import(/* @vite-ignore */ file.href)) as { handler: HttpHandler }
  return module.handler
}

/** Builds a v2 event for a route, as API Gateway sends it. */
function eventFor(
  { method, path }: Route,
  { params = {}, query, body, as, headers = {}, ip, isBase64Encoded = false }: CallOptions,
): HttpEvent {
  const rawPath = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const now = realTime()
  const search = new URLSearchParams(query).toString()
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath,
    rawQueryString: search,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(as && { authorization: `Bearer ${as.token}` }),
      ...headers,
    },
    ...(query && { queryStringParameters: { ...query } }),
    ...(Object.keys(params).length > 0 && { pathParameters: { ...params } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: ip ?? '127.0.0.1', userAgent: 'vitest' },
      requestId: randomUUID(),
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded,
  }
}
