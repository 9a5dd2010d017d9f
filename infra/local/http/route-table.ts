import type { Route } from '#lib/http/define-route.ts'

export interface Match {
  readonly route: Route
  readonly pathParameters: Readonly<Record<string, string>>
}

interface Row {
  readonly route: Route
  readonly segments: readonly string[]
}

const isParameter = (segment: string): boolean => segment.startsWith('{')

/**
 * Finds the route of a request as API Gateway does: same method, same number of segments, and where
 * several fit, the one that is literal furthest to the left. A trailing or doubled slash is another path.
 */
export class RouteTable {
  readonly #rows: ReadonlyMap<string, readonly Row[]>

  constructor(routes: readonly Route[]) {
    const rows = routes.map((route): Row => ({ route, segments: route.path.split('/') })).sort(literalFirst)
    this.#rows = Map.groupBy(rows, ({ route, segments }) => keyOf(route.method, segments.length))
  }

  match(method: string, path: string): Match | undefined {
    const asked = path.split('/')
    const rows = this.#rows.get(keyOf(method, asked.length)) ?? []
    const row = rows.find(({ segments }) => segments.every((segment, i) => fits(segment, asked[i] ?? '')))
    if (!row) return undefined
    const pairs = row.segments.flatMap((segment, i) =>
      isParameter(segment) ? [[segment.slice(1, -1), decode(asked[i] ?? '')] as const] : [],
    )
    return { route: row.route, pathParameters: Object.fromEntries(pairs) }
  }
}

const keyOf = (method: string, segments: number): string => `${method} ${segments}`

const fits = (segment: string, asked: string): boolean =>
  isParameter(segment) ? asked !== '' : segment === decode(asked)

function literalFirst(a: Row, b: Row): number {
  for (const [i, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[i] ?? ''))
    if (difference !== 0) return difference
  }
  return 0
}

/** Percent-decoding that leaves what is malformed as it came. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
