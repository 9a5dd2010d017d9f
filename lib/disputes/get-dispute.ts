import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { isStaff } from '#lib/model/role.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** Get a dispute, for its parties and staff (DISPUTE_NOT_FOUND for anyone else). */
export async function getDispute(disputeId: DisputeId, principal: Principal) {
  const dispute = await readDispute(disputeId)
  const parties = [dispute.client, dispute.craftsman].map(({ _id }) => idOf<'User'>(_id))
  if (!parties.includes(principal.id) && !isStaff(principal.role)) throw fail('DISPUTE_NOT_FOUND')
  return toDisputeView(dispute)
}
