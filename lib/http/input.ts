import type * as z from 'zod'
import { fail, type AppError } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import type { RouteDefinition } from '#lib/http/define-route.ts'
import type { Stage } from '#lib/http/endpoint.ts'
import { MALFORMED_ID } from '#lib/platform/border.ts'

/** The path's parameters. Throws INVALID_ID for an id that is none, ROUTE_NOT_FOUND for anything else. */
export function readParams(route: RouteDefinition, event: Stage): unknown {
  if (!route.params) return undefined
  const outcome = route.params.safeParse(event.pathParameters ?? {})
  if (outcome.success) return outcome.data
  throw fail(hasMalformedId(outcome.error.issues) ? 'INVALID_ID' : 'ROUTE_NOT_FOUND')
}

/** Query and body by the route's schemas. Throws VALIDATION_FAILED (or the route's own `badInput`), INVALID_ID. */
export function readInput(route: RouteDefinition, event: Stage): { query: unknown; body: unknown } {
  return {
    query: route.query && read(route, route.query, event.queryStringParameters ?? {}),
    body: route.body && read(route, route.body, event.body),
  }
}

function read(route: RouteDefinition, schema: z.ZodType, value: unknown): unknown {
  const outcome = schema.safeParse(value)
  if (outcome.success) return outcome.data
  throw complaintsOf(outcome.error.issues, route.badInput)
}

/** The refusal of what a schema does not take: VALIDATION_FAILED (or `code`) with its complaints, INVALID_ID. */
export function complaintsOf(
  issues: readonly z.core.$ZodIssue[],
  code: ErrorCode = 'VALIDATION_FAILED',
): AppError {
  if (hasMalformedId(issues)) return fail('INVALID_ID')
  const errors = issues
    .slice(0, 20)
    .map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  return fail(code, { errors })
}

const hasMalformedId = (issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.some(({ message }) => message === MALFORMED_ID)
