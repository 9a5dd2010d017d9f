import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import * as z from 'zod'
import { answerSchemaOf, kebab, successOf, type Route } from '#lib/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/http/gateway-event.ts'
import { realTime } from '#lib/platform/clock.ts'

/** What a test sends; a body that is no string goes as JSON. */
export interface Sending {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly as?: { readonly token: string } | null
  readonly headers?: Readonly<Record<string, string>>
  readonly ip?: string
  /** Whether `body` is base64, as API Gateway sends what is no text. */
  readonly isBase64Encoded?: boolean
}

export interface Answered<R extends Route> {
  readonly status: number
  /** The route's answer, or the error's body; tests look at both. */
  readonly body: AnswerOf<R> & { readonly message?: string; readonly code?: string }
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

type AnswerOf<R extends Route> = R['answers'] extends { readonly 200: infer S extends z.ZodType }
  ? z.output<S>
  : R['answers'] extends { readonly 201: infer S extends z.ZodType }
    ? z.output<S>
    : never

/** What every refusal looks like (api.md, "Errors"); a block says why and since when. */
const errorShape = z.strictObject({
  message: z.string().min(1),
  code: z.string().regex(/^[A-Z][A-Z_]+$/),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  reason: z.string().nullable().optional(),
  blockedAt: z.string().nullable().optional(),
})

/** What no answer may carry, whoever asks. */
const NEVER_SHOWN = /"(?:_id|__v|password|resetPasswordToken|knownSources|identityId)":|\$2[aby]\$\d\d\$/

/**
 * Calls a route as API Gateway does: a real v2 event into the handler that its name leads to, real
 * MongoDB behind it. A success has to have the status and the shape that the route promises, a refusal
 * the shape of every refusal.
 */
export async function call<const R extends Route>(route: R, sending: Sending = {}): Promise<Answered<R>> {
  const handler = await handlerOf(route)
  const result = await handler(eventFor(route, sending), { awsRequestId: randomUUID() })
  const status = result.statusCode ?? 200
  const text = String(result.body ?? '')
  const body = route.produces === undefined || status >= 400 ? (JSON.parse(text) as unknown) : text
  if (status < 400) {
    expect(status).toBe(successOf(route))
    answerSchemaOf(route).parse(body)
  } else errorShape.parse(body)
  expect(text).not.toMatch(NEVER_SHOWN)
  return {
    status,
    body: body as Answered<R>['body'],
    headers: (result.headers ?? {}) as Record<string, string>,
    text,
  }
}

/** The handler that a route's name leads to: `functions/<area>/<kebab-name>.ts`. */
export async function handlerOf({ area, name }: Route): Promise<HttpHandler> {
  const file = new URL(`../../functions/${area}/${kebab(name)}.ts`, import.meta.url)
  const module = (await import(/* @vite-ignore */ file.href)) as { handler: HttpHandler }
  return module.handler
}

/** A v2 event for a route, as API Gateway sends it. */
function eventFor(
  { method, path }: Route,
  { params = {}, query, body, as, headers = {}, ip, isBase64Encoded = false }: Sending,
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
