import { fail } from '#lib/errors/app-error.ts'
import { clock } from '#lib/platform/clock.ts'

/**
 * Throws VALIDATION_FAILED, with the field's `path`, if a time is not in the future. A missing time is fine, and so is the
 * one that is `stored` already: an app that sends a whole form again changes nothing of it.
 */
export function assertFuture(path: string, at: Date | null | undefined, stored?: Date | null): void {
  if (!at || at > clock() || at.getTime() === stored?.getTime()) return
  throw fail('VALIDATION_FAILED', { errors: [{ path, message: 'Must be in the future' }] })
}
