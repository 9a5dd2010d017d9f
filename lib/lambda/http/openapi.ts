import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { type ErrorCode, ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import { errorView } from '#lib/errors/error.schemas.ts'
import {
  answerSchemaOf,
  bodySchemaOf,
  methodsAnsweredBy,
  type Route,
  successOf,
} from '#lib/lambda/http/define-route.ts'
import { IDEMPOTENCY_KEY } from '#lib/lambda/http/idempotency-key.ts'
import { needsOf } from '#lib/lambda/http/needs-of.ts'
import { ID_PATTERN } from '#lib/platform/api-schemas.ts'

/** The texts of a document that no route has. */
interface DocumentTexts {
  readonly introduction: string
  /** What each area of the manifest is about. */
  readonly areas: Readonly<Record<string, string>>
}

/** The OpenAPI 3.1 document of a manifest: every route with its input, its answer and its errors. */
export const openapiOf = (routes: readonly Route[], { introduction, areas }: DocumentTexts) =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Craftworks',
      version: '1.0.0',
      description: introduction,
      contact: { name: 'Craftworks' },
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'Where this document is' }],
    tags: [...new Set(routes.map(({ area }) => area))].map((name) => ({
      name,
      description: areas[name] ?? '',
    })),
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `token` of a login; it lives for an hour',
        },
      },
    },
  })

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    const operations = (paths[route.path] ??= {})
    const operation = operationOf(route)
    operations[route.method.toLowerCase()] = operation
    if (methodsAnsweredBy(route).includes('HEAD')) operations.head = headOf(operation)
  }
  return paths
}

/** The same without any body, and so without codes. */
function headOf({ responses, ...operation }: ZodOpenApiOperationObject): ZodOpenApiOperationObject {
  const heads = Object.keys(responses).map((status) => [
    status,
    { description: status.startsWith('2') ? 'Success' : (MEANINGS[Number(status)] ?? 'Refused') },
  ])
  return {
    ...operation,
    operationId: `${operation.operationId ?? ''}Head`,
    summary: `The headers of: ${operation.summary ?? ''}`,
    responses: Object.fromEntries(heads) as ZodOpenApiOperationObject['responses'],
  }
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: route.name,
    tags: [route.area],
    summary: route.summary,
    description: [route.description, accessInWords(route)].filter(Boolean).join('\n\n'),
    security: route.access === 'public' ? [] : [{ bearer: [] }],
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.idempotent && { header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) }),
    },
    ...(route.body && {
      requestBody: {
        required: isRequired(route.body, route),
        content: contentOf(route, route.body),
      },
    }),
    responses: {
      [successOf(route)]: {
        description: 'Success',
        content: {
          ...successContentOf(route),
          ...(route.alsoCsv && { 'text/csv': { schema: z.string() } }),
          ...(route.alsoHtml && { 'text/html': { schema: z.string() } }),
        },
      },
      ...(route.waits && {
        201: {
          description: 'Not done yet: it waits for somebody else',
          content: { 'application/json': { schema: route.waits } },
        },
      }),
      ...(route.alsoCsv && { 303: linkTo('A table') }),
      ...(route.alsoLink && { 303: linkTo('A document') }),
      ...errorResponsesOf(route),
    },
  }
}

/** What is answered instead of more than 4 MB. */
const linkTo = (what: string) => ({
  description: `${what} of more than 4 MB: the header Location has a link to it that is good for five minutes. Follow it without the token.`,
})

/** A file may be taken as bytes too: generators of clients know no other type for it. */
function successContentOf(route: Route) {
  const { producesFile } = route
  if (!producesFile) return { [mediaTypeOf(route)]: { schema: answerSchemaOf(route) } }
  const schema = z.string().meta({ override: { type: 'string', format: 'binary' } })
  return Object.fromEntries(['application/octet-stream', ...producesFile].map((type) => [type, { schema }]))
}

const isRequired = (body: z.ZodType, { files = {} }: Route): boolean =>
  !body.safeParse({}).success || Object.values(files).some(({ required }) => required)

const mediaTypeOf = ({ produces }: Route): string => produces?.split(';')[0] ?? 'application/json'

function accessInWords({ access }: Route): string {
  if (access === 'public') return 'For everybody.'
  return access === 'signedIn' ? 'For any signed-in user.' : `For ${access.join(', ')}.`
}

function contentOf(route: Route, body: z.ZodType) {
  const json = { 'application/json': { schema: body } }
  if (!route.files) return json
  const files = Object.entries(route.files).map(([name, { required }]) => {
    const file = z.any().meta({ override: { type: 'string', format: 'binary' } })
    return [name, required ? file : file.optional()] as const
  })
  const fields = body instanceof z.ZodObject ? body.shape : {}
  const form = { 'multipart/form-data': { schema: z.object({ ...fields, ...Object.fromEntries(files) }) } }
  const onlyAsForm = Object.values(route.files).some(({ required }) => required)
  return onlyAsForm ? form : { ...json, ...form }
}

const idempotencyKey = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .describe(
    'A unique key of your choice for each operation, for example a UUID. For 24 hours the same key and body get the same response, and nothing is done twice',
  )

/** The errors of a route: those that every route of its kind has, and those that it names itself. */
function codesOf(route: Route): readonly ErrorCode[] {
  const { access, params, query, files, idempotent, fails } = route
  const body = bodySchemaOf(route)
  return [
    ...new Set<ErrorCode>([
      ...(access === 'public' ? [] : (['UNAUTHENTICATED', 'ACCOUNT_BLOCKED'] as const)),
      ...(access === 'public' || access === 'signedIn' ? [] : (['ROLE_NOT_ALLOWED'] as const)),
      ...(hasOtherThanIds(params) ? (['ROUTE_NOT_FOUND'] as const) : []),
      ...([params, query, body].some(hasIds) ? (['INVALID_ID'] as const) : []),
      ...(query || body || idempotent ? (['VALIDATION_FAILED'] as const) : []),
      ...(isOfList(query) ? (['PAGE_TOO_DEEP'] as const) : []),
      ...(body ? (['MALFORMED_JSON', 'BODY_TOO_LARGE'] as const) : []),
      ...(files ? ['MALFORMED_FORM' as const, ...tooLargeCodesOf(files)] : []),
      ...(idempotent ? (['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_BUSY'] as const) : []),
      ...fails,
      'INTERNAL',
      ...(needsOf(route).length > 0 ? (['SERVICE_UNAVAILABLE'] as const) : []),
    ]),
  ]
}

const tooLargeCodesOf = (files: NonNullable<Route['files']>): readonly ErrorCode[] =>
  Object.values(files).map(({ tooLarge = 'IMAGE_TOO_LARGE' }) => tooLarge)

/** Whether a query asks for a page of a list. */
const isOfList = (query: z.ZodType | undefined): boolean =>
  query instanceof z.ZodObject && 'cursor' in query.shape

/** Whether a request may name ids in this part. A malformed one is answered with 404. */
function hasIds(schema: z.ZodType | undefined): boolean {
  const text = schema && JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return text?.includes(JSON.stringify(ID_PATTERN)) ?? false
}

/** Whether a path takes something else than ids, such as the name of a report: with another name it is not there. */
function hasOtherThanIds(params: z.ZodType | undefined): boolean {
  return params instanceof z.ZodObject && Object.values<z.ZodType>(params.shape).some((one) => !hasIds(one))
}

/** What a status means, before its codes. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'Not valid, or not now',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not there',
  429: 'Too many',
  500: 'Our fault',
  503: 'Not at the moment',
}

/** One response a status, on one line: its codes. What each of them says is among the examples. */
function errorResponsesOf(route: Route) {
  const byStatus = Map.groupBy(codesOf(route), (code) => STATUS_OF[ERRORS[code].kind])
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        {
          description: `${MEANINGS[status] ?? 'Refused'}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
          content: {
            'application/json': {
              schema: errorView,
              examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
            },
            ...(codes.some((code) => route.failsAsPage?.includes(code)) && {
              'text/html': { schema: z.string() },
            }),
          },
        },
      ]),
  )
}

function exampleOf(code: ErrorCode) {
  const body = { message: ERRORS[code].en, code }
  if (code === 'VALIDATION_FAILED')
    return { ...body, errors: [{ path: 'price', message: 'Must be at least 1' }] }
  if (code === 'SECOND_FACTOR_REQUIRED') return { ...body, challenge: 'the challenge to go on with' }
  if (code !== 'ACCOUNT_BLOCKED') return body
  return { ...body, reason: 'Abuse in messages', blockedAt: '2026-11-23T09:00:00.000Z' }
}
