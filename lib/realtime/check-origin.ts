import { fail } from '#lib/errors/app-error.ts'
import { config } from '#lib/platform/config.ts'

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Checks whether a page of this origin may open a socket, because CORS does not apply to sockets. Apps send no origin,
 * and are allowed. If ALLOWED_ORIGINS is empty, pages of the local machine are allowed. Throws ORIGIN_NOT_ALLOWED.
 */
export async function checkOrigin(origin: string | undefined): Promise<void> {
  if (origin === undefined) return
  const { ALLOWED_ORIGINS: allowed } = await config('realtime')
  const isAllowed = allowed.length === 0 ? LOCAL_ORIGIN.test(origin) : allowed.includes(origin)
  if (!isAllowed) throw fail('ORIGIN_NOT_ALLOWED')
}
