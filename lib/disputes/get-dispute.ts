import { showDispute } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { idOf, type DisputeId } from '#lib/platform/ids.ts'
import { isStaff } from '#lib/users/role.ts'

/** Get a dispute: its parties and staff (DISPUTE_NOT_FOUND for anyone else). */
export async function getDispute(disputeId: DisputeId, asker: Asker) {
  const dispute = await readDispute(disputeId)
  const parties = [dispute.client, dispute.craftsman].map(({ _id }) => idOf<'User'>(_id))
  if (!parties.includes(asker.id) && !isStaff(asker.role)) throw fail('DISPUTE_NOT_FOUND')
  return showDispute(dispute)
}
