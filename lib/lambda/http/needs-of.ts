import type { RouteDefinition } from '#lib/lambda/http/define-route.ts'
import type { Need } from '#lib/platform/needs.ts'

/** Everything that a route's function needs: its `uses`, and the needs of authentication unless the route is public. */
export const needsOf = ({ access, uses }: RouteDefinition): readonly Need[] => [
  ...new Set<Need>(access === 'public' ? uses : ['mongo', 'tokens', ...uses]),
]
