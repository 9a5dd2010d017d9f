import { expect, it } from 'vitest'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { type ErrorCode, ERRORS } from '#lib/errors/codes.ts'
import { toErrorResponse } from '#lib/lambda/http/reply.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

sendLogsTo(() => undefined)

const limits = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].kind === 'tooMany')

it.each(limits)('%s says when another attempt makes sense', (code) => {
  const { statusCode, headers } = toErrorResponse(docsRoutes.health, fail(code), 'en')
  expect(statusCode).toBe(429)
  expect(headers?.['retry-after']).toMatch(/^[1-9]\d*$/)
})

it('the time that a limit itself gives is the one that is sent', () => {
  const { headers } = toErrorResponse(docsRoutes.health, fail('LIMIT_REACHED', { retryAfter: 17 }), 'en')
  expect(headers?.['retry-after']).toBe('17')
})

it('errors that are no limits have no such header', () => {
  const { headers } = toErrorResponse(docsRoutes.health, fail('JOB_NOT_FOUND'), 'en')
  expect(headers).not.toHaveProperty('retry-after')
})
