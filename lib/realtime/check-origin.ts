import { fail } from '#lib/errors/app-error.ts'
import { config } from '#lib/platform/config.ts'

const OF_THIS_MACHINE = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Whether a page of this origin may open a socket: CORS does not guard those. Apps send none, and may.
 * Without ALLOWED_ORIGINS the pages of one's own machine may. Throws ORIGIN_NOT_ALLOWED.
 */
export async function checkOrigin(origin: string | undefined): Promise<void> {
  if (origin === undefined) return
  const { ALLOWED_ORIGINS: allowed } = await config('realtime')
  const may =
    allowed.length === 0 ? OF_THIS_MACHINE.test(origin) : allowed.some((one) => one === '*' || one === origin)
  if (!may) throw fail('ORIGIN_NOT_ALLOWED')
}
