import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { type ErrorCode, ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import { toErrorResponse } from '#lib/lambda/http/reply.ts'
import { ConfigError } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { OutageError } from '#lib/platform/outage.ts'

const route: Route = contactRoutes.sendEmail
const answer = (error: unknown) => toErrorResponse(route, error, 'en')

let lines: LogLine[] = []
beforeEach(() => {
  lines = []
  sendLogsTo((line) => void lines.push(line))
})

const statusOf = (code: ErrorCode) => STATUS_OF[ERRORS[code].kind]
const codes = Object.keys(ERRORS) as ErrorCode[]

describe('a known error', () => {
  it.each(codes.filter((code) => statusOf(code) >= 500 && code !== 'INTERNAL'))(
    'that is our own failure is an error in the log, which raises the alarm: %s',
    (code) => {
      // Act
      const { statusCode } = answer(fail(code, { cause: new Error('to mona@example.com') }))
      // Assess
      expect(statusCode).toBe(statusOf(code))
      expect(lines).toMatchObject([{ level: 'error', code, route: route.name }])
      expect(JSON.stringify(lines)).not.toContain('mona')
    },
  )

  it('that refuses a request is none', () => {
    // Act
    for (const code of codes.filter((each) => statusOf(each) < 500)) answer(fail(code))
    // Assess
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['info']))
  })
})

describe('an unexpected error', () => {
  it.each([
    [
      'a wrong setting',
      new ConfigError('RESEND_API_KEY is missing. Set it.'),
      'ConfigError',
      /RESEND_API_KEY/,
    ],
    [
      'an error inside a wrong setting',
      new Error('x', { cause: new ConfigError('KMS_KEY_ID') }),
      'Error',
      /KMS_KEY_ID/,
    ],
    [
      'a class without a name of its own',
      new (class LateError extends Error {})('secret'),
      'LateError',
      /LateError/,
    ],
  ])('is told by its name: %s', (_, error, name, told) => {
    // Act
    const { statusCode, body } = answer(error)
    // Assess
    expect(statusCode).toBe(500)
    expect(body).not.toMatch(told)
    expect(lines).toMatchObject([{ level: 'error', error: { name } }])
    expect(JSON.stringify(lines)).toMatch(told)
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it.each([
    [
      'of the driver',
      new mongoose.mongo.MongoServerError({ message: 'dup key: { email: "mona@example.com" }', code: 11000 }),
    ],
    ['of a parser', new SyntaxError('Unexpected token in "mona@example.com"')],
  ])('%s quotes nobody', (_, error) => {
    // Act
    answer(error)
    // Assess
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('mona')
  })
})

describe('what is away for now', () => {
  const named = (name: string, more: object = {}) =>
    Object.assign(new Error('at 10.0.0.1'), { name, ...more })

  it.each([
    ['a secret', new OutageError('The secret')],
    ['no server of the database', named('MongoServerSelectionError')],
    ['a pool without a place', named('MongoWaitQueueTimeoutError')],
    ['a primary that steps down', named('MongoServerError', { code: 189 })],
    ['a user that the database does not know any more', named('MongoServerError', { code: 18 })],
    ['a broken line', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })],
    ['a name that is not found', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })],
    ['KMS, throttled', named('ThrottlingException', { $metadata: {}, $fault: 'client' })],
    ['KMS, broken', named('KMSInternalException', { $metadata: {}, $fault: 'server' })],
  ])('is a 503 with Retry-After: %s', (_, error) => {
    // Act
    const { statusCode, headers = {}, body = '' } = answer(error)
    // Assess
    expect([statusCode, Number(headers['retry-after']) > 0]).toEqual([503, true])
    expect(body).not.toContain('10.0.0.1')
  })

  it.each([
    ['a duplicate', named('MongoServerError', { code: 11000 })],
    ['a bug', new TypeError('undefined is not a function')],
    [
      'a call that AWS refuses for good',
      named('InvalidCiphertextException', { $metadata: {}, $fault: 'client' }),
    ],
    ['a mistake in a query', named('MongooseError')],
  ])('is not %s', (_, error) => {
    // Act and assess
    expect(answer(error).statusCode).toBe(500)
  })
})

const limits = codes.filter((code) => ERRORS[code].kind === 'tooMany')

it.each(limits)('%s says when another attempt makes sense', (code) => {
  const { statusCode, headers } = answer(fail(code))
  expect(statusCode).toBe(429)
  expect(headers?.['retry-after']).toMatch(/^[1-9]\d*$/)
})

it('the time that a limit itself gives is the one that is sent, and other errors have none', () => {
  expect(answer(fail('LIMIT_REACHED', { retryAfter: 17 })).headers?.['retry-after']).toBe('17')
  expect(answer(fail('JOB_NOT_FOUND')).headers).not.toHaveProperty('retry-after')
})
