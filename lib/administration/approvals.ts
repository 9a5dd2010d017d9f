import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import type { ApprovalId, approvalSearch, approvalView } from '#lib/administration/approval.schemas.ts'
import { type PersonRecord, toPersonView, withPeople } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Approval, type ApprovalRecord } from '#lib/model/approval.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

type ApprovalWithPeople = Omit<ApprovalRecord, 'askedBy' | 'decidedBy'> & {
  askedBy: PersonRecord | null
  decidedBy: PersonRecord | null
}

/** What waits for a second admin, or was decided, newest first. */
export const listApprovals = async ({ status, ...search }: z.output<typeof approvalSearch>) =>
  pageOf(
    await readPage({
      model: Approval,
      filter: { status },
      order: { createdAt: -1, _id: -1 },
      search,
      isBrowsed: true,
      read: (stages) => readApprovals(stages),
    }),
    toApprovalView,
  )

/** Reject what another admin asked for; nothing is done. Refuses as `approve` does. */
export async function reject(
  approvalId: ApprovalId,
  { reason }: { readonly reason?: string | undefined },
  admin: { readonly id: UserId },
) {
  await readDecidable(approvalId, admin.id)
  await inTransaction((tx) =>
    decide(tx, approvalId, admin.id, { status: 'Rejected', ...(reason !== undefined && { reason }) }),
  )
  return readApproval(approvalId)
}

/** A request that this admin may decide. Throws APPROVAL_NOT_FOUND, OWN_APPROVAL, APPROVAL_NOT_WAITING. */
export async function readDecidable(approvalId: ApprovalId, admin: UserId): Promise<ApprovalRecord> {
  const approval = await Approval.findById(approvalId).lean()
  if (!approval) throw fail('APPROVAL_NOT_FOUND')
  if (idOf<'User'>(approval.askedBy) === admin) throw fail('OWN_APPROVAL')
  if (approval.status !== 'Waiting') throw fail('APPROVAL_NOT_WAITING')
  return approval
}

/** Writes a decision once, with its entry in the log. Throws APPROVAL_NOT_WAITING. */
export async function decide(
  tx: ClientSession,
  approvalId: ApprovalId,
  admin: UserId,
  outcome: { readonly status: 'Approved' | 'Rejected'; readonly reason?: string },
): Promise<void> {
  const { matchedCount } = await Approval.updateOne(
    { _id: approvalId, status: 'Waiting' },
    { $set: { ...outcome, decidedBy: objectId(admin), decidedAt: clock() } },
    { session: tx },
  )
  if (matchedCount === 0) throw fail('APPROVAL_NOT_WAITING')
  await logActivity(tx, {
    actor: admin,
    action: outcome.status === 'Approved' ? 'approval.approve' : 'approval.reject',
    target: { kind: 'Approval', id: approvalId },
  })
}

const readApprovals = (
  stages: PipelineStage[],
  tx: ClientSession | null = null,
): Promise<ApprovalWithPeople[]> =>
  Approval.aggregate<ApprovalWithPeople>([...stages, ...withPeople('askedBy', 'decidedBy')])
    .session(tx)
    .exec()

/** One request with its people. */
export async function readApproval(approvalId: ApprovalId, tx?: ClientSession) {
  const [approval] = await readApprovals([{ $match: { _id: objectId(approvalId) } }], tx)
  if (!approval) throw fail('APPROVAL_NOT_FOUND')
  return toApprovalView(approval)
}

const toApprovalView = (approval: ApprovalWithPeople): z.input<typeof approvalView> => ({
  id: idOf<'Approval'>(approval._id),
  kind: approval.kind,
  targetId: approval.target && idOf<string>(approval.target),
  amount: approval.amount,
  input: approval.input,
  status: approval.status,
  askedBy: approval.askedBy && toPersonView(approval.askedBy),
  decidedBy: approval.decidedBy && toPersonView(approval.decidedBy),
  reason: approval.reason ?? null,
  createdAt: approval.createdAt.toISOString(),
  decidedAt: approval.decidedAt?.toISOString() ?? null,
})
