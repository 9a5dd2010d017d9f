import type { Route } from '#lib/http/define-route.ts'

/** What pages of other origins may do: CDK tells it to the HTTP API, the local gateway answers it itself. */
export const CORS = {
  requestHeaders: ['authorization', 'content-type', 'accept-language', 'idempotency-key'],
  exposedHeaders: ['x-request-id', 'retry-after'],
  maxAgeSeconds: 3_600,
} as const

/** The methods that any route has. */
export const methodsOf = (routes: readonly Route[]): readonly Route['method'][] =>
  [...new Set(routes.map(({ method }) => method))].sort()
