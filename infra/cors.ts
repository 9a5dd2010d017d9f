/** What browsers of other origins may do: CDK hands this to the HTTP API, the local gateway answers it itself. */
export const CORS = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  requestHeaders: ['authorization', 'content-type', 'accept-language', 'idempotency-key'],
  exposedHeaders: ['x-request-id', 'retry-after'],
  maxAgeSeconds: 600,
} as const

/** The origins of ALLOWED_ORIGINS, comma separated; none where it is not set. */
export const originsOf = (setting: string | undefined): readonly string[] =>
  (setting ?? '')
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '')
