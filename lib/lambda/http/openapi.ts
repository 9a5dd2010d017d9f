import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { type ErrorCode, ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import { answerSchemaOf, type Route, successOf } from '#lib/lambda/http/define-route.ts'
import { needsOf } from '#lib/lambda/http/needs-of.ts'

const errorBody = z
  .strictObject({
    message: z.string(),
    code: z.string().describe('Stable, in UPPER_SNAKE. Match on this field'),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    reason: z.string().nullable().optional().describe('For ACCOUNT_BLOCKED: the reason'),
    blockedAt: z.string().nullable().optional().describe('For ACCOUNT_BLOCKED: when it was blocked'),
  })
  .meta({ id: 'Error' })

/** An example of the body that a route accepts; undefined if there is none. */
type ExampleOf = (route: Route) => unknown

/** The OpenAPI 3.1 document of a manifest: every route with its input, its answer and its errors. */
export const openapiOf = (routes: readonly Route[], exampleOf: ExampleOf) =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Craftworks',
      version: '1.0.0',
      description:
        'The API of Craftworks, the Egyptian marketplace for local craftsmen. Money is in integer piastres (EGP x 100), times are ISO 8601 in UTC, places are GeoJSON with the longitude first. Every response has the header `x-request-id`. Send `Accept-Language: ar` for messages in Arabic.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ area }) => area))].map((name) => ({ name })),
    paths: pathsOf(routes, exampleOf),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  })

function pathsOf(routes: readonly Route[], exampleOf: ExampleOf): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route, exampleOf(route))
  return paths
}

function operationOf(route: Route, example: unknown): ZodOpenApiOperationObject {
  return {
    operationId: route.name,
    tags: [route.area],
    summary: route.summary,
    description: [route.description, accessInWords(route)].filter(Boolean).join('\n\n'),
    ...(route.access !== 'public' && { security: [{ bearer: [] }] }),
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.idempotent && { header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) }),
    },
    ...(route.body && {
      requestBody: {
        required: isRequired(route.body, route),
        content: contentOf(route, route.body, example),
      },
    }),
    responses: {
      [successOf(route)]: {
        description: 'Success',
        content: {
          [mediaTypeOf(route)]: { schema: answerSchemaOf(route) },
          ...(route.alsoCsv && { 'text/csv': { schema: z.string() } }),
          ...(route.alsoHtml && { 'text/html': { schema: z.string() } }),
        },
      },
      ...errorResponsesOf(route),
    },
  }
}

const isRequired = (body: z.ZodType, { files = {} }: Route): boolean =>
  !body.safeParse({}).success || Object.values(files).some(({ required }) => required)

const mediaTypeOf = ({ produces }: Route): string => produces?.split(';')[0] ?? 'application/json'

function accessInWords({ access }: Route): string {
  if (access === 'public') return 'For everybody.'
  return access === 'signedIn' ? 'For any signed-in user.' : `For ${access.join(', ')}.`
}

function contentOf(route: Route, body: z.ZodType, example: unknown) {
  const json = { 'application/json': { schema: body, ...(example !== undefined && { example }) } }
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
  .min(1)
  .max(255)
  .describe(
    'A unique key of your choice for each operation, for example a UUID. For 24 hours the same key and body get the same response, and nothing is done twice',
  )

/** The errors of a route: those that every route of its kind has, and those that it names itself. */
function codesOf(route: Route): readonly ErrorCode[] {
  const { access, params, query, body, idempotent, fails } = route
  return [
    ...new Set<ErrorCode>([
      ...(access === 'public' ? [] : (['UNAUTHENTICATED', 'ACCOUNT_BLOCKED'] as const)),
      ...(access === 'public' || access === 'signedIn' ? [] : (['ROLE_NOT_ALLOWED'] as const)),
      ...(params ? (['INVALID_ID'] as const) : []),
      ...(query || body ? (['VALIDATION_FAILED'] as const) : []),
      ...(body ? (['MALFORMED_JSON'] as const) : []),
      ...(idempotent ? (['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_BUSY'] as const) : []),
      ...fails,
      'INTERNAL',
      ...(needsOf(route).length > 0 ? (['SERVICE_UNAVAILABLE'] as const) : []),
    ]),
  ]
}

function errorResponsesOf(route: Route): Record<string, { description: string; content: object }> {
  const byStatus = Map.groupBy(codesOf(route), (code) => STATUS_OF[ERRORS[code].kind])
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        {
          description: codes.map((code) => `\`${code}\`: ${ERRORS[code].en}`).join('\n\n'),
          content: { 'application/json': { schema: errorBody } },
        },
      ]),
  )
}
