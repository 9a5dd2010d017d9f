import type { DisputeWithPeople } from '#lib/disputes/dispute.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { EvidenceSide } from '#lib/model/dispute-status.ts'
import { isStaff } from '#lib/model/role.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** The side of a dispute that somebody is on. Throws DISPUTE_NOT_FOUND for anyone else. */
export function sideOf({ client, craftsman }: DisputeWithPeople, principal: Principal): EvidenceSide {
  if (idOf<'User'>(client._id) === principal.id) return 'client'
  if (idOf<'User'>(craftsman._id) === principal.id) return 'craftsman'
  if (isStaff(principal.role)) return 'staff'
  throw fail('DISPUTE_NOT_FOUND')
}
