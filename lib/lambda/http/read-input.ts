import type * as z from 'zod'
import { type AppError, fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { fieldErrorsOf, READING } from '#lib/errors/issue-texts.ts'
import { bodySchemaOf, type RouteDefinition } from '#lib/lambda/http/define-route.ts'
import { readQuery } from '#lib/lambda/http/read-query.ts'
import type { Stage } from '#lib/lambda/http/stage.ts'
import { MALFORMED_ID } from '#lib/platform/api-schemas.ts'
import { TOO_DEEP } from '#lib/platform/paging.ts'

/** Reads the path's parameters. Throws INVALID_ID for a malformed id, ROUTE_NOT_FOUND for any other bad value. */
export function readParams(route: RouteDefinition, event: Stage): unknown {
  if (!route.params) return undefined
  const outcome = route.params.safeParse(event.pathParameters ?? {}, READING)
  if (outcome.success) return outcome.data
  throw fail(has(MALFORMED_ID, outcome.error.issues) ? 'INVALID_ID' : 'ROUTE_NOT_FOUND')
}

/**
 * Reads query and body by the route's schemas. Throws INVALID_ID, PAGE_TOO_DEEP, VALIDATION_FAILED (or the route's
 * `badInput`), also for a query that is not UTF-8.
 */
export function readInput(route: RouteDefinition, event: Stage): { query: unknown; body: unknown } {
  const query = route.query && read(route, route.query, readQuery(event))
  const bodySchema = bodySchemaOf(route)
  const body = bodySchema && read(route, bodySchema, event.body)
  return { query, body: route.body && body }
}

function read(route: RouteDefinition, schema: z.ZodType, value: unknown): unknown {
  const outcome = schema.safeParse(value, READING)
  if (outcome.success) return outcome.data
  throw validationError(outcome.error.issues, route.badInput)
}

/** The error for a value that fails its schema: INVALID_ID, PAGE_TOO_DEEP, else VALIDATION_FAILED (or `code`) with the issues. */
export function validationError(
  issues: readonly z.core.$ZodIssue[],
  code: ErrorCode = 'VALIDATION_FAILED',
): AppError {
  if (has(MALFORMED_ID, issues)) return fail('INVALID_ID')
  if (has(TOO_DEEP, issues)) return fail('PAGE_TOO_DEEP')
  return fail(code, { errors: fieldErrorsOf(issues).slice(0, 20) })
}

const has = (issue: string, issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.some(({ message }) => message === issue)
