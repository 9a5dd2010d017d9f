import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { hasHungUp, ifHungUp } from '#infra/local/http/hung-up.ts'
import { log } from '#lib/platform/logger.ts'

/** The answer of a `/_local` route. */
export interface LocalAnswer {
  readonly status?: number
  readonly body: unknown
  readonly type?: string
  /** The name under which a browser saves it. */
  readonly fileName?: string
}

export type LocalRoute = (request: {
  readonly params: readonly string[]
  readonly body: unknown
  readonly headers: IncomingHttpHeaders
}) => LocalAnswer | Promise<LocalAnswer>

/** The routes by method and path; `*` stands for one segment. */
export type LocalRoutes = Readonly<Record<string, LocalRoute>>

// the pages call only this server; the e-mails that they show, in frames without scripts, have their style inline
const CONTENT_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const MAX_BODY_CHARS = 64 * 1024
const LOCAL_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Whether these routes answer a request, and not the API: `/_local`, and `/` for the developer of this machine. */
export function isLocal(request: IncomingMessage): boolean {
  const { url = '', method = '' } = request
  if (/^\/_local(?=[/?]|$)/.test(url)) return true
  return /^\/(\?|$)/.test(url) && ['GET', 'HEAD'].includes(method) && isFromDeveloper(request)
}

/**
 * Answers `/_local`, for the developer of this machine only. The request must come from loopback, under a local host
 * name (another site could point its own name here), and not from a page of another origin.
 */
export async function answerLocal(
  routes: LocalRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const key = `${method} ${path.replace(/(.)\/$/, '$1')}`
  const answer = isFromDeveloper(request)
    ? await answerTo(routes, key, request).catch(ifHungUp(request))
    : { status: 403, body: { message: 'Only for the developer of this machine, as http://localhost' } }
  if (!answer) return
  const { status = 200, body, type = 'application/json; charset=utf-8', fileName } = answer
  const content = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': CONTENT_POLICY,
    ...(fileName !== undefined && { 'content-disposition': `attachment; filename="${fileName}"` }),
    'content-length': Buffer.byteLength(content),
  })
  response.end(content)
}

function isFromDeveloper({ headers, socket }: IncomingMessage): boolean {
  const { host = '', origin } = headers
  const sameOrigin = origin === undefined || origin === `http://${host}`
  return LOOPBACK.test(socket.remoteAddress ?? '') && LOCAL_NAME.test(host) && sameOrigin
}

async function answerTo(routes: LocalRoutes, key: string, request: IncomingMessage): Promise<LocalAnswer> {
  for (const [pattern, route] of Object.entries(routes)) {
    const match = new RegExp(`^${pattern.replace(/\*/g, '([^/]+)')}$`).exec(key)
    if (match) return run(route, match.slice(1), request)
  }
  return { status: 404, body: { message: `There is no ${key}` } }
}

async function run(
  route: LocalRoute,
  params: readonly string[],
  request: IncomingMessage,
): Promise<LocalAnswer> {
  try {
    return await route({ params, body: await jsonOf(request), headers: request.headers })
  } catch (error) {
    if (hasHungUp(request)) throw error
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return { status: 400, body: { message: 'The body is not valid for this route' } }
    }
    log.error('local route failed', { error })
    return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } }
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8')
    if (text.length > MAX_BODY_CHARS) throw new SyntaxError('too large')
  }
  return text.trim() === '' ? {} : (JSON.parse(text) as unknown)
}
