import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { APPROVAL_KINDS, APPROVAL_STATUSES } from '#lib/model/approval-status.ts'
import { id, idView, instantView, orElse, piastresView } from '#lib/platform/api-schemas.ts'
import type { Id } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

export type ApprovalId = Id<'Approval'>

export const approvalParams = z.object({ id: id<ApprovalId>() })

export const approvalSearch = listQuery({ status: orElse(z.enum(APPROVAL_STATUSES), 'Waiting') })

export const approvalRejection = z.strictObject({ reason: text(500, 3).optional() })

/** The answer to what waits for a second admin. */
export const waitingView = z
  .strictObject({ approvalId: idView, status: z.literal('Waiting') })
  .meta({ id: 'WaitingForApproval' })

export const approvalView = z
  .strictObject({
    id: idView,
    kind: z.enum(APPROVAL_KINDS),
    targetId: idView.nullable(),
    amount: piastresView.nullable(),
    /** The request as it was sent; approved, it is carried out as it is. */
    input: z.record(z.string(), z.unknown()),
    status: z.enum(APPROVAL_STATUSES),
    askedBy: personView.nullable(),
    decidedBy: personView.nullable(),
    reason: z.string().nullable(),
    createdAt: instantView,
    decidedAt: instantView.nullable(),
  })
  .meta({ id: 'Approval' })
