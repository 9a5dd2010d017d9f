import type { Route } from '#lib/lambda/http/define-route.ts'

/** The CORS rules: CDK configures the HTTP API with them, and the local gateway applies them itself. */
export const CORS = {
  requestHeaders: ['authorization', 'content-type', 'accept-language', 'idempotency-key', 'x-logrocket-url'],
  exposedHeaders: ['x-request-id', 'retry-after'],
  maxAgeSeconds: 3_600,
} as const

/** All methods that routes use. */
export const methodsOf = (routes: readonly Route[]): readonly Route['method'][] =>
  [...new Set(routes.map(({ method }) => method))].sort()
