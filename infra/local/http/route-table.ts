import { type HttpMethod, methodsAnsweredBy, type Route } from '#lib/lambda/http/define-route.ts'

export interface Match {
  readonly route: Route
  readonly pathParameters: Readonly<Record<string, string>>
}

interface Row {
  readonly method: HttpMethod
  readonly route: Route
  readonly segments: readonly string[]
}

const isParameter = (segment: string): boolean => segment.startsWith('{')

/**
 * Finds the route of a request as API Gateway does: the same method and the same number of segments. If several routes
 * match, the one with the leftmost literal segment wins. A trailing or doubled slash makes another path.
 */
export class RouteTable {
  readonly #rows: ReadonlyMap<string, readonly Row[]>

  constructor(routes: readonly Route[]) {
    const rows = routes
      .flatMap((route) => methodsAnsweredBy(route).map((method) => rowOf(method, route)))
      .sort(literalFirst)
    this.#rows = Map.groupBy(rows, ({ method, segments }) => rowKeyOf(method, segments.length))
  }

  match(method: string, path: string): Match | undefined {
    const segmentsOfPath = path.split('/')
    const rows = this.#rows.get(rowKeyOf(method, segmentsOfPath.length)) ?? []
    const row = rows.find(({ segments }) =>
      segments.every((segment, i) => fits(segment, segmentsOfPath[i] ?? '')),
    )
    if (!row) return undefined
    const pairs = row.segments.flatMap((segment, i) =>
      isParameter(segment) ? [[segment.slice(1, -1), decode(segmentsOfPath[i] ?? '')] as const] : [],
    )
    return { route: row.route, pathParameters: Object.fromEntries(pairs) }
  }
}

const rowOf = (method: HttpMethod, route: Route): Row => ({
  method,
  route,
  segments: route.path.split('/'),
})

const rowKeyOf = (method: string, segments: number): string => `${method} ${segments}`

const fits = (segment: string, actual: string): boolean =>
  isParameter(segment) ? actual !== '' : segment === decode(actual)

function literalFirst(a: Row, b: Row): number {
  for (const [i, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[i] ?? ''))
    if (difference !== 0) return difference
  }
  return 0
}

/** Decodes percent-encoding; leaves malformed text as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
