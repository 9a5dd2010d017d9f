import { fail } from '#lib/errors/app-error.ts'
import { clock } from '#lib/platform/clock.ts'

/** Throws VALIDATION_FAILED, with the field's `path`, if a time is not in the future. A missing time is fine. */
export function assertFuture(path: string, at: Date | null | undefined): void {
  if (!at || at > clock()) return
  throw fail('VALIDATION_FAILED', { errors: [{ path, message: 'Must be in the future' }] })
}
