import { performance } from 'node:perf_hooks'
import middy, { type MiddlewareObj } from '@middy/core'
import type * as z from 'zod'
import type { AppError } from '#lib/errors/app-error.ts'
import { connectEarly } from '#lib/lambda/connect-early.ts'
import { authenticate, type Identity } from '#lib/lambda/http/authenticate.ts'
import { checkAccess, checkSecondFactor } from '#lib/lambda/http/check-access.ts'
import { answerSchemaOf, type Route, type RouteDefinition, successOf } from '#lib/lambda/http/define-route.ts'
import { callerAddress } from '#lib/lambda/http/edge.ts'
import { headerOf, type HttpEvent, type HttpHandler, type HttpResult } from '#lib/lambda/http/http-event.ts'
import { needsOf } from '#lib/lambda/http/needs-of.ts'
import { parseBody } from '#lib/lambda/http/parse-body.ts'
import { readInput, readParams } from '#lib/lambda/http/read-input.ts'
import { toErrorResponse, toSuccessResponse } from '#lib/lambda/http/reply.ts'
import type { Stage, UploadedFile } from '#lib/lambda/http/stage.ts'
import { withIdempotency } from '#lib/lambda/http/with-idempotency.ts'
import { prefersToJson } from '#lib/platform/accept.ts'
import { messageView, type Sentence } from '#lib/platform/api-schemas.ts'
import { BinaryFile } from '#lib/platform/binary-file.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { type Invocation, invocation } from '#lib/platform/error-reports.ts'
import { FileLink } from '#lib/platform/file-link.ts'
import { HtmlPage } from '#lib/platform/html-page.ts'
import { type Locale, localeFromHeader, withLocale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { replayUrlIn } from '#lib/platform/replay-url.ts'
import { renewSecrets } from '#lib/platform/secrets.ts'

/** What is known about a request beside its input. */
export interface RequestFacts {
  readonly id: string
  readonly ip: string
  readonly locale: Locale
  /** The language of the `Accept-Language` header; null without one. */
  readonly requestedLocale: Locale | null
  /** Whether the request prefers CSV, if the route offers it. */
  readonly csv: boolean
  /** Whether a browser asks, which shows a page. */
  readonly html: boolean
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined

/** The input of a handler, validated and typed by its route. */
export interface Input<R extends RouteDefinition> {
  readonly params: OutputOf<R['params']>
  readonly query: OutputOf<R['query']>
  readonly body: OutputOf<R['body']>
  readonly files: Readonly<Record<string, UploadedFile>>
  /** The raw bytes of the body, if the route is `raw`; else empty. */
  readonly raw: Buffer
  readonly caller: R['access'] extends 'public' ? null : Identity
  readonly request: RequestFacts
}

/** What a handler returns: the data of the route's answer schema, a sentence in both languages. */
export type Output<R extends RouteDefinition> = R['answers'] extends {
  readonly 200: infer S extends z.ZodType
}
  ? Given<S>
  : R['answers'] extends { readonly 201: infer S extends z.ZodType }
    ? Given<S>
    : never

type Given<S extends z.ZodType> = typeof messageView extends S ? Sentence : z.input<S>

type Handle<R extends RouteDefinition> = (input: Input<R>) => Answer<R> | Promise<Answer<R>>

type Answer<R extends RouteDefinition> = R['producesFile'] extends readonly string[]
  ? BinaryFile
  : | Output<R>
    | (R['alsoCsv'] extends true ? CsvFile | FileLink : never)
    | (R['alsoLink'] extends true ? FileLink : never)
    | (R['alsoHtml'] extends true ? HtmlPage : never)
    | (R['waits'] extends z.ZodType ? z.input<R['waits']> : never)

type Step = MiddlewareObj<Stage, HttpResult>

/**
 * The Lambda behind one route, with the only middleware stack there is. Its steps in order:
 * 1. authenticate the caller (401) and check their role (403)
 * 2. read the ids in the path (404), parse the body, validate the input (400)
 * 3. run `handle` and validate its result by the answer's schema (a violation is a logged 500)
 * An error in any step becomes a response in one place, toErrorResponse.
 */
export function endpoint<R extends Route>(route: R, handle: Handle<R>): HttpHandler {
  const withMongo = needsOf(route).includes('mongo')
  connectEarly(needsOf(route))
  const stack = middy<Stage, HttpResult>()
    .use(errorResponses(route))
    .use({ before: async ({ event }) => void (event.caller = await callerOf(route, event)) } satisfies Step)
    .use({ before: ({ event }) => void (event.params = readParams(route, event)) } satisfies Step)
    .use({ before: async ({ event }) => void (event.files = await parseBody(route, event)) } satisfies Step)
    .use({ before: async () => void (withMongo && (await connectMongo())) } satisfies Step)
    .handler((event: Stage) => runHandler(route, handle, event))
  return (event, context) =>
    invocation({ ...requestOf(route, event), context }, async () => {
      const began = performance.now()
      await renewSecrets()
      // middy asks for all of Lambda's context; our steps read the request id alone
      const result = (await stack({ ...event }, context as never)) as HttpResult
      log.info('request', {
        route: route.name,
        area: route.area,
        status: result.statusCode ?? 200,
        ms: Math.round(performance.now() - began),
      })
      return result
    })
}

const requestOf = ({ name }: Route, event: HttpEvent): Invocation => ({
  kind: 'http',
  name,
  requestId: event.requestContext.requestId,
  replay: replayUrlIn(headerOf(event, 'x-logrocket-url')),
})

async function callerOf(route: Route, event: Stage): Promise<Identity | undefined> {
  if (route.access === 'public') return undefined
  const caller = await authenticate(event)
  checkAccess(route.access, caller)
  checkSecondFactor(route, caller)
  return caller
}

async function runHandler<R extends Route>(route: R, handle: Handle<R>, event: Stage): Promise<HttpResult> {
  const { caller = null, params, files = {} } = event
  const { query, body } = readInput(route, event)
  const request = {
    id: event.requestContext.requestId,
    ip: callerAddress(event),
    locale: localeOf(event),
    requestedLocale: requestedLocaleOf(event),
    csv: prefersToJson(headerOf(event, 'accept'), 'text/csv'),
    html: prefersToJson(headerOf(event, 'accept'), 'text/html'),
    headers: lowerCaseNames(event.headers),
  }
  // each part was read by the route's own schemas; TypeScript cannot follow that through the generic
  const raw = Buffer.isBuffer(event.body) ? event.body : NO_BYTES
  const input = { params, query, body, files, raw, caller, request } as Input<R>
  const work = async () => {
    const answer = await handle(input)
    const waiting = route.waits?.safeParse(answer)
    if (waiting?.success) return toSuccessResponse(route, 201, waiting.data)
    const isFile =
      (route.alsoCsv && (answer instanceof CsvFile || answer instanceof FileLink)) ||
      (route.alsoLink && answer instanceof FileLink) ||
      (route.alsoHtml && answer instanceof HtmlPage) ||
      (answer instanceof BinaryFile && route.producesFile?.includes(answer.mediaType))
    if (isFile) return toSuccessResponse(route, successOf(route), answer)
    const schema = answerSchemaOf(route)
    // the type of the answer says that this schema has a sentence in both languages
    const data = schema === messageView ? spoken(answer as Sentence, request.locale) : answer
    return toSuccessResponse(route, successOf(route), await schema.parseAsync(data))
  }
  return withLocale(request.locale, () => {
    if (!route.idempotent || !caller) return work()
    const refuse = (error: AppError) => toErrorResponse(route, error, request.locale)
    return withIdempotency({ route, event, callerId: caller.id, body, refuse }, work)
  })
}

const spoken = ({ message }: Sentence, locale: Locale) => ({ message: message[locale] })

const NO_BYTES = Buffer.alloc(0)

const lowerCaseNames = (headers: Stage['headers']): RequestFacts['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The language of messages: the header's, else the caller's own, else English. */
const localeOf = (event: Stage): Locale => requestedLocaleOf(event) ?? event.caller?.locale ?? 'en'

const requestedLocaleOf = (event: Stage): Locale | null =>
  localeFromHeader(headerOf(event, 'accept-language'))

const errorResponses = (route: Route): Step => ({
  onError: (request) => {
    request.response = toErrorResponse(route, request.error, localeOf(request.event))
  },
})
