import * as z from 'zod'
import type { ErrorCode } from '#lib/errors/codes.ts'
import type { Role } from '#lib/model/role.ts'
import type { Need } from '#lib/platform/needs.ts'

/** Who may call a route at all. The use case checks who owns what. */
export type Access = 'public' | 'signedIn' | readonly Role[]

/**
 * The callers of the role matrix, which says what status each of them gets for the route's sample event. A route
 * names the statuses of the callers that pass `access`; the others follow from `access`.
 */
export type Caller =
  | 'none'
  | 'expired'
  | 'revoked'
  | 'banned'
  | 'erased'
  | 'owner'
  | 'otherClient'
  | 'hiredCraftsman'
  | 'invitedCraftsman'
  | 'quotingCraftsman'
  | 'otherCraftsman'
  | 'moderator'
  | 'admin'

export const CALLERS: readonly Caller[] = [
  'none',
  'expired',
  'revoked',
  'banned',
  'erased',
  'owner',
  'otherClient',
  'hiredCraftsman',
  'invitedCraftsman',
  'quotingCraftsman',
  'otherCraftsman',
  'moderator',
  'admin',
]

/** Callers whose token is nobody's, or nobody's any more. */
const WITHOUT_SESSION: readonly Caller[] = ['none', 'expired', 'revoked', 'erased']

/** Craftsmen who have to do with some job of the demo scene without being hired for it. */
const MET: readonly Caller[] = ['invitedCraftsman', 'quotingCraftsman']

const ROLE_OF: Readonly<Partial<Record<Caller, Role>>> = {
  owner: 'Client',
  otherClient: 'Client',
  hiredCraftsman: 'Craftsman',
  invitedCraftsman: 'Craftsman',
  quotingCraftsman: 'Craftsman',
  otherCraftsman: 'Craftsman',
  moderator: 'Moderator',
  admin: 'Admin',
}

/** A part of a multipart form that is a file. */
export interface FormFile {
  /** The largest accepted size, in bytes. */
  readonly maxBytes: number
  readonly required: boolean
  /** The code for a larger one, if it is not IMAGE_TOO_LARGE. */
  readonly tooLarge?: ErrorCode
}

export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/api/${string}`
  readonly access: Access
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Whether any body is accepted and none is read: that of a form which a mail program sends (RFC 8058). */
  readonly ignoresBody?: true
  /** The handler gets the raw bytes of the body, to verify a signature over them. Such a route has no `body`. */
  readonly raw?: true
  /** The files that a multipart form may contain beside the fields of `body`. */
  readonly files?: Readonly<Record<string, FormFile>>
  /** The one success status and the schema of its answer. */
  readonly answers: { readonly 200: z.ZodType } | { readonly 201: z.ZodType }
  /** The schema of the answer, with 201, where what was asked for is not done yet: it waits for somebody else. */
  readonly waits?: z.ZodType
  readonly fails: readonly ErrorCode[]
  /** What the function needs. It gets the environment and the permissions for this and for nothing more. */
  readonly uses: readonly Need[]
  readonly summary: string
  readonly description?: string
  /** The status that each caller who passes `access` gets (see `Caller`). */
  readonly matrix: Readonly<Partial<Record<Caller, number>>>
  /** For routes that move money: with an `Idempotency-Key`, the same request gets the same response for 24 hours. */
  readonly idempotent?: true
  /** Whether staff may call it before they have set up the second factor that the settings ask for. */
  readonly withoutSecondFactor?: true
  /** `passwords`: the function hashes a password, so it gets a whole vCPU. */
  readonly work?: 'passwords'
  /** The media type of a response that is not JSON (`docs`, CSV). */
  readonly produces?: string
  /** The response is a BinaryFile of one of these media types. Browsers save it and never show it as a page. */
  readonly producesFile?: readonly string[]
  /** Whether `Accept: text/csv` returns a CsvFile instead of JSON. */
  readonly alsoCsv?: true
  /** Whether an answer of more than 4 MB is a FileLink to it. It goes with `alsoCsv` too. */
  readonly alsoLink?: true
  /** Whether browsers (`Accept: text/html`) get an HtmlPage instead of JSON. */
  readonly alsoHtml?: true
  /** The errors that browsers get as a page, too. */
  readonly failsAsPage?: readonly ErrorCode[]
  /** Additional headers of a response with `produces` and of a page, for example a content security policy. */
  readonly headers?: Readonly<Record<string, string>>
  /** The code for a request that fails its schema, if it is not VALIDATION_FAILED. */
  readonly badInput?: ErrorCode
  /** Files that the function reads at run time. They are copied beside its bundle. */
  readonly assets?: readonly string[]
}

export type Route<D extends RouteDefinition = RouteDefinition> = D & {
  /** In camelCase. The handler's file has the same name in kebab-case: `acceptQuote` is in `accept-quote.ts`. */
  readonly name: string
  /** The folder below `functions/`. */
  readonly area: string
}

/** Defines the routes of one API area. Paths, roles and schemas are written only here. */
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

/**
 * The methods that a route answers. What everybody may read answers HEAD too, in the same way: monitors, caches and the
 * previews of links ask so.
 */
export const methodsAnsweredBy = ({
  method,
  access,
}: Pick<Route, 'method' | 'access'>): readonly HttpMethod[] =>
  method === 'GET' && access === 'public' ? ['GET', 'HEAD'] : [method]

export type HttpMethod = RouteDefinition['method'] | 'HEAD'

/** Converts `acceptQuote` to `accept-quote`, the name of the handler's file and of its sample event. */
export const toKebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The status of a route's success. */
export const successOf = (route: RouteDefinition): 200 | 201 => ('200' in route.answers ? 200 : 201)

/** The schema of a route's success. */
export const answerSchemaOf = ({ answers }: RouteDefinition): z.ZodType =>
  '200' in answers ? answers[200] : answers[201]

const NO_FIELDS = z.strictObject({})

/**
 * The schema of what may be sent as the body of a request. A route without a `body` takes none, or an object without
 * fields, so that a field in the wrong place is noticed. What comes with a GET is not read: it means nothing there
 * (RFC 9110, 9.3.1), and gateways drop it.
 */
export function bodySchemaOf({ method, body, raw, ignoresBody }: RouteDefinition): z.ZodType | undefined {
  return body ?? (method === 'GET' || raw || ignoresBody ? undefined : NO_FIELDS)
}

/** A route's row of the role matrix: the status that each caller gets; `null` if the route does not define it. */
export function matrixRow(route: RouteDefinition): Readonly<Record<Caller, number | null>> {
  const cell = (caller: Caller): number | null => {
    // who was invited or once quoted has no more rights than any other craftsman, unless the route says so
    const named = route.matrix[caller] ?? (MET.includes(caller) ? route.matrix.otherCraftsman : undefined)
    if (route.access === 'public') return named ?? successOf(route)
    if (WITHOUT_SESSION.includes(caller)) return 401
    if (caller === 'banned') return 403
    const role = ROLE_OF[caller]
    if (role && route.access !== 'signedIn' && !route.access.includes(role)) return 403
    return named ?? null
  }
  return Object.fromEntries(CALLERS.map((caller) => [caller, cell(caller)])) as Record<Caller, number | null>
}

/** The same status for every caller, for routes where all callers who pass `access` get the same. */
export const everyCaller = (status: number): Readonly<Partial<Record<Caller, number>>> =>
  Object.fromEntries(CALLERS.filter((caller) => !MET.includes(caller)).map((caller) => [caller, status]))
