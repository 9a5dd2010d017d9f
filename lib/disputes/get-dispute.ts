import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { sideOf } from '#lib/disputes/side-of.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** Get a dispute, for its parties and staff (DISPUTE_NOT_FOUND for anyone else). */
export async function getDispute(disputeId: DisputeId, principal: Principal) {
  const dispute = await readDispute(disputeId)
  return toDisputeView(dispute, sideOf(dispute, principal) === 'staff')
}
