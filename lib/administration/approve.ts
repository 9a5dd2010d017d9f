import { ACTS, type Before } from '#lib/administration/approvable-acts.ts'
import type { ApprovalId } from '#lib/administration/approval.schemas.ts'
import { decide, readApproval, readDecidable } from '#lib/administration/approvals.ts'
import { withOwnResponse } from '#lib/idempotency/save-response.ts'
import { type Id, idOf, type UserId } from '#lib/platform/ids.ts'

/**
 * Approve what another admin asked for.
 * 1. it exists (APPROVAL_NOT_FOUND), and whoever approves did not ask for it (OWN_APPROVAL)
 * 2. one transaction: it is Approved, if it still waits (APPROVAL_NOT_WAITING), and carried out as it was asked for,
 *    with its own log and events. If the act is refused by now, for example since its payout was settled meanwhile, the
 *    approval waits on, and the refusal is answered
 * 3. the answer is saved in that transaction, so that the same request again gets it again
 * Of several decisions at once one wins.
 */
export async function approve(approvalId: ApprovalId, admin: { readonly id: UserId }) {
  const { kind, target, input } = await readDecidable(approvalId, admin.id)
  const { execute } = ACTS[kind] as {
    execute: (target: Id<string>, input: unknown, admin: UserId, before: Before) => Promise<unknown>
  }
  const targetId = target ? idOf<string>(target) : ('' as Id<string>)
  return withOwnResponse(async (save) => {
    await execute(targetId, input, admin.id, async (tx) => {
      await decide(tx, approvalId, admin.id, { status: 'Approved' })
      await save(tx, await readApproval(approvalId, tx))
    })
    return readApproval(approvalId)
  })
}
