import type { withIdempotency as real } from '#lib/lambda/http/with-idempotency.ts'

/** Stands in for idempotency keys in the bundle of a route that takes none. */
export const withIdempotency: typeof real = () => {
  throw new Error('This function was bundled without idempotency keys: its route is not `idempotent`.')
}
