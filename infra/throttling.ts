import type { Route } from '#lib/lambda/http/define-route.ts'

/** How many requests per second a route accepts from all callers together, and how many at once. */
export interface Throttle {
  readonly rateLimit: number
  readonly burstLimit: number
}

/** Protects against floods and surprising bills. It is not the limit of a single caller: the functions count those. */
export const DEFAULT_THROTTLE: Throttle = { rateLimit: 200, burstLimit: 400 }

/** The limit of the whole WebSocket API, where each of the many small frames is a request. */
export const SOCKET_THROTTLE: Throttle = { rateLimit: 500, burstLimit: 1_000 }

const LOGIN_THROTTLE: Throttle = { rateLimit: 50, burstLimit: 100 }
const EMAIL_THROTTLE: Throttle = { rateLimit: 2, burstLimit: 5 }

/**
 * The tighter limit of routes that attract abuse, derived from the manifest: public routes that send e-mail (contact,
 * forgotten password), and public routes that hash a password or create a session. Undefined if the default applies.
 */
export function throttleOf(route: Route): Throttle | undefined {
  if (route.access !== 'public') return undefined
  if (route.uses.includes('email')) return EMAIL_THROTTLE
  if (route.area === 'auth' || route.work === 'passwords') return LOGIN_THROTTLE
  return undefined
}
