import { AppError, fail, statusAndBodyOf } from '#lib/errors/app-error.ts'
import { ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { HttpResult } from '#lib/lambda/http/http-event.ts'
import { BinaryFile } from '#lib/platform/binary-file.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { FileLink } from '#lib/platform/file-link.ts'
import { HtmlPage } from '#lib/platform/html-page.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { currentRequestId, log } from '#lib/platform/logger.ts'
import { isCastError } from '#lib/platform/mongo.ts'
import { isOutage } from '#lib/platform/outage.ts'
import { suspectSecrets } from '#lib/platform/secrets.ts'

const CSV = 'text/csv; charset=utf-8'
const HTML = 'text/html; charset=utf-8'

/** The headers of every response: it is not cached, sniffed or framed, and its address is not sent as a referrer. */
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

/** The response of a route that succeeded. */
export function toSuccessResponse(route: Route, status: 200 | 201, answer: unknown): HttpResult {
  if (answer instanceof CsvFile) {
    const disposition = `attachment; filename="${answer.name}"`
    return reply(status, answer.text, { 'content-type': CSV, 'content-disposition': disposition })
  }
  if (answer instanceof BinaryFile) return replyFile(status, answer)
  if (answer instanceof FileLink) return reply(303, '', { location: answer.url })
  if (answer instanceof HtmlPage) return replyPage(route, status, answer.html)
  if (route.produces === undefined) return reply(status, JSON.stringify(answer))
  return reply(status, String(answer), { 'content-type': route.produces, ...route.headers })
}

/** A browser saves the file. If it is shown after all, then in a sandbox, as what it says it is. */
const replyFile = (status: number, { name, mediaType, bytes }: BinaryFile): HttpResult => ({
  ...reply(status, bytes.toString('base64'), {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name}"`,
    'content-security-policy': `${HEADERS['content-security-policy']}; sandbox`,
  }),
  isBase64Encoded: true,
})

const replyPage = (route: Route, status: number, html: string): HttpResult =>
  reply(status, html, { ...route.headers, 'content-type': HTML })

/** Sends a saved response again. */
export const replayResponse = (status: number, body: string): HttpResult => reply(status, body)

/**
 * The one place where an error becomes a response. Errors of the table are sent as they are. Any other error is
 * logged and becomes a 500 without details.
 */
export function toErrorResponse(route: Route, error: unknown, locale: Locale): HttpResult {
  const known = toAppError(error)
  logRefusal(route.name, known)
  const { status, body } = statusAndBodyOf(known, locale)
  const { page, retryAfter = status === 429 ? DEFAULT_RETRY_SECONDS : undefined } = known.detail
  if (page) return replyPage(route, status, page)
  return reply(
    status,
    JSON.stringify(body),
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  )
}

/** For limits without a window of their own, which end when somebody does something. */
const DEFAULT_RETRY_SECONDS = 60

/** Logs what becomes a refusal. Whatever is a 5xx is our own failure: an error in the log, which raises the alarm. */
export function logRefusal(route: string, { code, detail }: AppError): void {
  const { errors, cause } = detail
  if (code === 'INTERNAL') return log.error('unexpected error', { route, error: cause })
  if (STATUS_OF[ERRORS[code].kind] >= 500) {
    return log.error('failed', { route, code, ...(cause !== undefined && { error: cause }) })
  }
  log.info('refused', { route, code, paths: errors?.map(({ path }) => path) ?? [] })
}

/** After how many seconds to try again if the database or a secret is away. */
const RETRY_AFTER_SECONDS = 5

/**
 * Converts an error to one of the table. What is away for now becomes SERVICE_UNAVAILABLE, and an unknown error
 * INTERNAL, a 500 without details.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isOutage(error)) {
    suspectSecrets()
    return fail('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS, cause: error })
  }
  // zod checks all input; a value that still fails to be cast in a query is bad input too
  if (isCastError(error)) return fail('VALIDATION_FAILED', { cause: error })
  return fail('INTERNAL', { cause: error })
}

/** The response for a path that no route has (API Gateway's `$default`). */
export const routeNotFound = (locale: Locale): HttpResult => {
  const { status, body } = statusAndBodyOf(fail('ROUTE_NOT_FOUND'), locale)
  return reply(status, JSON.stringify(body))
}
