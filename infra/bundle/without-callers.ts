import type { authenticate as real } from '#lib/lambda/http/authenticate.ts'

/** Stands in for `authenticate` in the bundle of a public route, which never asks who is calling. */
export const authenticate: typeof real = () => {
  throw new Error('This function was bundled without authentication: its route is public.')
}
