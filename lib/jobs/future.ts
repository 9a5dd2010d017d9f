import { fail } from '#lib/errors/app-error.ts'
import { clock } from '#lib/platform/clock.ts'

/** Refuses a time that is over already, naming the field. Throws VALIDATION_FAILED. */
export function mustBeAhead(path: string, at: Date | null | undefined): void {
  if (!at || at > clock()) return
  throw fail('VALIDATION_FAILED', { errors: [{ path, message: 'Must be in the future' }] })
}
