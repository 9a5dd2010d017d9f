import { AppError, answerOf, fail } from '#lib/errors/app-error.ts'
import { CsvFile } from '#lib/http/csv-file.ts'
import type { Route } from '#lib/http/define-route.ts'
import type { HttpResult } from '#lib/http/gateway-event.ts'
import { currentRequestId, log } from '#lib/platform/logger.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { isCastError } from '#lib/platform/mongo.ts'

const CSV = 'text/csv; charset=utf-8'

/** What every answer carries: nothing is cached, sniffed, framed or sent on as a referrer. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-site',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

function reply(statusCode: number, body: string, headers: Record<string, string> = {}): HttpResult {
  return {
    statusCode,
    headers: {
      ...HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': currentRequestId() ?? '',
      ...headers,
    },
    body,
  }
}

/** The answer of a route that succeeded. */
export function success(route: Route, status: 200 | 201, answer: unknown): HttpResult {
  if (answer instanceof CsvFile) {
    const disposition = `attachment; filename="${answer.name}"`
    return reply(status, answer.text, { 'content-type': CSV, 'content-disposition': disposition })
  }
  if (route.produces === undefined) return reply(status, JSON.stringify(answer))
  return reply(status, String(answer), { 'content-type': route.produces, ...route.headers })
}

/** An answer that was given before, again. */
export const replyWith = (status: number, body: string): HttpResult => reply(status, body)

/**
 * The one place where an error becomes an answer. Refusals of the table go out as they are; anything
 * else is logged and answered as a 500 that says nothing about itself.
 */
export function refusal(route: Route, error: unknown, locale: Locale): HttpResult {
  const known = asRefusal(error)
  if (known.code === 'INTERNAL') log.error('unexpected error', { route: route.name, error })
  else
    log.info('refused', {
      route: route.name,
      code: known.code,
      paths: known.detail.errors?.map(({ path }) => path) ?? [],
    })
  const { status, body } = answerOf(known, locale)
  const { retryAfter } = known.detail
  return reply(
    status,
    JSON.stringify(body),
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  )
}

/** The refusal that an error is: one of the table, or a 500 that says nothing. */
export function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error
  // zod is the wall; what still reaches a query and cannot be cast there is bad input all the same
  if (isCastError(error)) return fail('VALIDATION_FAILED', { cause: error })
  return fail('INTERNAL', { cause: error })
}

/** The answer for a path that no route has (API Gateway's `$default`). */
export const noSuchRoute = (locale: Locale): HttpResult => {
  const { status, body } = answerOf(fail('ROUTE_NOT_FOUND'), locale)
  return reply(status, JSON.stringify(body))
}
