import type * as z from 'zod'
import type { ErrorCode } from '#lib/errors/codes.ts'
import type { Need } from '#lib/platform/needs.ts'
import type { Role } from '#lib/users/role.ts'

/** Who may call a route at all. Who owns what is the domain's to judge. */
export type Access = 'public' | 'signedIn' | readonly Role[]

/**
 * The callers of the role matrix (facts of trust, 1.3). A route says what each of them who passes
 * `access` is answered when he sends the route's sample event; the others follow from `access`.
 */
export type Caller =
  | 'none'
  | 'expired'
  | 'revoked'
  | 'banned'
  | 'owner'
  | 'otherClient'
  | 'hiredCraftsman'
  | 'otherCraftsman'
  | 'moderator'
  | 'admin'

export const CALLERS: readonly Caller[] = [
  'none',
  'expired',
  'revoked',
  'banned',
  'owner',
  'otherClient',
  'hiredCraftsman',
  'otherCraftsman',
  'moderator',
  'admin',
]

const ROLE_OF: Readonly<Partial<Record<Caller, Role>>> = {
  owner: 'Client',
  otherClient: 'Client',
  hiredCraftsman: 'Craftsman',
  otherCraftsman: 'Craftsman',
  moderator: 'Moderator',
  admin: 'Admin',
}

/** A part of a multipart form that is a file. */
export interface FormFile {
  /** The largest size taken, in bytes. */
  readonly maxBytes: number
  readonly required: boolean
}

export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/api/${string}`
  readonly access: Access
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The body is handed on as the bytes that came (a signature is over them); `body` says nothing then. */
  readonly raw?: true
  /** Files that a multipart form may carry beside the fields of `body`. */
  readonly files?: Readonly<Record<string, FormFile>>
  /** The one success status and the schema of its answer. */
  readonly answers: { readonly 200: z.ZodType } | { readonly 201: z.ZodType }
  readonly fails: readonly ErrorCode[]
  /** Becomes this function's environment and grants, nothing more. */
  readonly uses: readonly Need[]
  readonly summary: string
  readonly description?: string
  /** What each caller whom `access` lets in is answered (see `Caller`). */
  readonly matrix: Readonly<Partial<Record<Caller, number>>>
  /** Moves money: takes an `Idempotency-Key`, and the same key and body are answered the same for 24 hours. */
  readonly idempotent?: true
  /** `passwords`: hashes one, so its function gets a whole vCPU. */
  readonly work?: 'passwords'
  /** The media type of an answer that is not JSON (`docs`, CSV). */
  readonly produces?: string
  /** Whether `Accept: text/csv` gets a CsvFile instead of JSON. */
  readonly alsoCsv?: true
  /** Headers of such an answer (its content security policy). */
  readonly headers?: Readonly<Record<string, string>>
  /** The code for a request that fails its schema, where it is not VALIDATION_FAILED. */
  readonly badInput?: ErrorCode
  /** Package files that the function reads at run time and that are put beside its bundle. */
  readonly assets?: readonly string[]
}

export type Route<D extends RouteDefinition = RouteDefinition> = D & {
  /** camelCase; the handler's file is its kebab-case: `acceptQuote`, `accept-quote.ts`. */
  readonly name: string
  /** The folder below `functions/`. */
  readonly area: string
}

/** Names the routes of one API area: the only place where a path, a role or a schema is written. */
export function defineRoutes<const D extends Record<string, RouteDefinition>>(
  area: string,
  definitions: D,
): { readonly [K in keyof D]: Route<D[K]> } {
  const routes = Object.entries(definitions).map(([name, definition]) => [
    name,
    { ...definition, name, area },
  ])
  return Object.fromEntries(routes) as { readonly [K in keyof D]: Route<D[K]> }
}

/** `acceptQuote` is in `accept-quote.ts`, and its sample event in `accept-quote.json`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The status of a route's success. */
export const successOf = (route: RouteDefinition): 200 | 201 => ('200' in route.answers ? 200 : 201)

/** The schema of a route's success. */
export const answerSchemaOf = ({ answers }: RouteDefinition): z.ZodType =>
  '200' in answers ? answers[200] : answers[201]

/** The whole row of the role matrix: what each caller is answered. `null` where the route does not say. */
export function matrixRow(route: RouteDefinition): Readonly<Record<Caller, number | null>> {
  const cell = (caller: Caller): number | null => {
    if (route.access === 'public') return route.matrix[caller] ?? successOf(route)
    if (caller === 'none' || caller === 'expired' || caller === 'revoked') return 401
    if (caller === 'banned') return 403
    const role = ROLE_OF[caller]
    if (role && route.access !== 'signedIn' && !route.access.includes(role)) return 403
    return route.matrix[caller] ?? null
  }
  return Object.fromEntries(CALLERS.map((caller) => [caller, cell(caller)])) as Record<Caller, number | null>
}

/** The callers that `access` lets in answer as named; shorthand for rows in which all do alike. */
export const each = (status: number): Readonly<Record<Caller, number>> =>
  Object.fromEntries(CALLERS.map((caller) => [caller, status])) as Record<Caller, number>
