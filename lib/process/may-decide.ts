import { fail } from '#lib/errors/app-error.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'

/** An appeal is decided by another member of staff than the decision that it is against (NO_SECOND_STAFF). */
export function assertMayDecide({ status, resolution }: DisputeRecord, staff: UserId): void {
  if (status !== 'Appealed' || !resolution) return
  if (idOf<'User'>(resolution.by) === staff) throw fail('NO_SECOND_STAFF')
}
