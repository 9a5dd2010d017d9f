import type { answerOnce as real } from '#lib/http/idempotency.ts'

/** Stands in for idempotency keys in the bundle of a route that takes none. */
export const answerOnce: typeof real = () => {
  throw new Error('This function was bundled without idempotency keys: its route is not `idempotent`.')
}
