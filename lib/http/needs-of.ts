import type { RouteDefinition } from '#lib/http/define-route.ts'
import type { Need } from '#lib/platform/needs.ts'

/** All that a route's function needs: what it `uses`, and what authentication needs where it has one. */
export const needsOf = ({ access, uses }: RouteDefinition): readonly Need[] => [
  ...new Set<Need>(access === 'public' ? uses : ['mongo', 'tokens', ...uses]),
]
