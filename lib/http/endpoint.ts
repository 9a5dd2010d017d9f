import middy, { type MiddlewareObj } from '@middy/core'
import { performance } from 'node:perf_hooks'
import type * as z from 'zod'
import type { AppError } from '#lib/errors/app-error.ts'
import { checkAccess } from '#lib/http/access.ts'
import { authenticate, type Identity } from '#lib/http/authenticate.ts'
import { parseBody, type UploadedFile } from '#lib/http/body.ts'
import { CsvFile, wantsCsv } from '#lib/http/csv-file.ts'
import { answerSchemaOf, successOf, type Route, type RouteDefinition } from '#lib/http/define-route.ts'
import { headerOf, type HttpEvent, type HttpHandler, type HttpResult } from '#lib/http/gateway-event.ts'
import { answerOnce } from '#lib/http/idempotency.ts'
import { readInput, readParams } from '#lib/http/input.ts'
import { needsOf } from '#lib/http/needs-of.ts'
import { refusal, success } from '#lib/http/reply.ts'
import { localeAsked, type Locale } from '#lib/platform/locale.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** What is known of a request beside its input. */
export interface RequestFacts {
  readonly id: string
  readonly ip: string
  readonly locale: Locale
  /** The language that the request itself asks for; null where it leaves that to its user. */
  readonly asked: Locale | null
  /** Whether it would rather have CSV, where the route has it. */
  readonly csv: boolean
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

type Read<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler is given: everything validated and typed, by its route. */
export interface Input<R extends RouteDefinition> {
  readonly params: Read<R['params']>
  readonly query: Read<R['query']>
  readonly body: Read<R['body']>
  readonly files: Readonly<Record<string, UploadedFile>>
  /** The bytes of the body, where the route wants them as they came; else none. */
  readonly raw: Buffer
  readonly caller: R['access'] extends 'public' ? null : Identity
  readonly request: RequestFacts
}

/** What a handler answers: the data of the route's answer schema. */
export type Output<R extends RouteDefinition> = R['answers'] extends {
  readonly 200: infer S extends z.ZodType
}
  ? z.input<S>
  : R['answers'] extends { readonly 201: infer S extends z.ZodType }
    ? z.input<S>
    : never

type Handle<R extends RouteDefinition> = (input: Input<R>) => Answer<R> | Promise<Answer<R>>

type Answer<R extends RouteDefinition> = Output<R> | (R['alsoCsv'] extends true ? CsvFile : never)

/** An event on its way through the stack: what is known of it so far. */
export interface Stage extends Omit<HttpEvent, 'body'> {
  body?: unknown
  caller?: Identity
  params?: unknown
  files?: Record<string, UploadedFile>
}

type Step = MiddlewareObj<Stage, HttpResult>

/**
 * A Lambda behind one route: the only middleware stack there is. In order: who is calling (401), his
 * role (403), ids (404), the body, the input (400), `handle`, the answer's own schema (a breach is a
 * logged 500), and the one place where an error becomes an answer.
 */
export function endpoint<R extends Route>(route: R, handle: Handle<R>): HttpHandler {
  const withMongo = needsOf(route).includes('mongo')
  if (withMongo && process.env.AWS_LAMBDA_FUNCTION_NAME) void connectMongo().catch(() => undefined) // awaited below
  const stack = middy<Stage, HttpResult>()
    .use(answering(route))
    .use({ before: async ({ event }) => void (event.caller = await callerOf(route, event)) } satisfies Step)
    .use({ before: ({ event }) => void (event.params = readParams(route, event)) } satisfies Step)
    .use({ before: async ({ event }) => void (event.files = await parseBody(route, event)) } satisfies Step)
    .use({ before: async () => void (withMongo && (await connectMongo())) } satisfies Step)
    .handler((event: Stage) => run(route, handle, event))
  return (event, context) =>
    withRequestId(event.requestContext.requestId, async () => {
      const began = performance.now()
      const result = (await stack({ ...event }, context as never)) as HttpResult
      log.info('request', {
        route: route.name,
        status: result.statusCode ?? 200,
        ms: Math.round(performance.now() - began),
      })
      return result
    })
}

async function callerOf(route: Route, event: Stage): Promise<Identity | undefined> {
  if (route.access === 'public') return undefined
  const caller = await authenticate(event)
  checkAccess(route.access, caller)
  return caller
}

async function run<R extends Route>(route: R, handle: Handle<R>, event: Stage): Promise<HttpResult> {
  const { caller = null, params, files = {} } = event
  const { query, body } = readInput(route, event)
  const request = {
    id: event.requestContext.requestId,
    ip: event.requestContext.http.sourceIp,
    locale: localeOf(event),
    asked: askedIn(event),
    csv: wantsCsv(headerOf(event, 'accept')),
    headers: lowered(event.headers),
  }
  // each part was read by the route's own schemas; TypeScript cannot follow that through the generic
  const raw = Buffer.isBuffer(event.body) ? event.body : NO_BYTES
  const input = { params, query, body, files, raw, caller, request } as Input<R>
  const work = async () => {
    const answer = await handle(input)
    const isFile = route.alsoCsv && answer instanceof CsvFile
    return success(route, successOf(route), isFile ? answer : await answerSchemaOf(route).parseAsync(answer))
  }
  if (!route.idempotent || !caller) return work()
  const refuse = (error: AppError) => refusal(route, error, request.locale)
  return answerOnce({ route, event, callerId: caller.id, body, refuse }, work)
}

const NO_BYTES = Buffer.alloc(0)

const lowered = (headers: Stage['headers']): RequestFacts['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The language of messages: the header's, else the caller's own, else English. */
const localeOf = (event: Stage): Locale => askedIn(event) ?? event.caller?.locale ?? 'en'

const askedIn = (event: Stage): Locale | null => localeAsked(headerOf(event, 'accept-language'))

const answering = (route: Route): Step => ({
  onError: (request) => {
    request.response = refusal(route, request.error, localeOf(request.event))
  },
})
