import type { Route } from '#lib/http/define-route.ts'

/** How many requests a second a route takes from everybody together, and how many at once. */
export interface Throttle {
  readonly rateLimit: number
  readonly burstLimit: number
}

/** A wall against floods and surprising bills, not the limit of a single user: the functions count those. */
export const DEFAULT_THROTTLE: Throttle = { rateLimit: 200, burstLimit: 400 }

/** Frames are many and small, and each is a request: a wall for the whole WebSocket API. */
export const SOCKET_THROTTLE: Throttle = { rateLimit: 500, burstLimit: 1_000 }

const GUESSING: Throttle = { rateLimit: 5, burstLimit: 10 }
const MAILING: Throttle = { rateLimit: 2, burstLimit: 5 }

/**
 * The routes that strangers would hammer, told by what the manifest says of them: those that send mail
 * without a login (contact, forgotten password), and those that hash a password or hand out a session.
 * Undefined where the default holds.
 */
export function throttleOf(route: Route): Throttle | undefined {
  if (route.access !== 'public') return undefined
  if (route.uses.includes('email')) return MAILING
  if (route.area === 'auth' || route.work === 'passwords') return GUESSING
  return undefined
}
