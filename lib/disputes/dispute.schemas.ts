import * as z from 'zod'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { DECISIONS, DISPUTE_STATUSES } from '#lib/model/dispute-status.ts'
import { amountOrNothing, id, idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'

export const disputeParams = z.object({ disputeId: id<DisputeId>() })

export const newDispute = z.strictObject({
  jobId: id<JobId>(),
  reason: line(200, 3),
  description: text(4_000, 3),
})

/** Newest first. The list for staff has what is due soonest first, and only unresolved disputes unless a status is given. */
export const disputeSearch = listQuery({ status: z.enum(DISPUTE_STATUSES).optional() })

/** The two amounts, in piastres, add up to what is held. */
export const disputeDecision = z.strictObject({
  decision: z.enum(['Completed', 'Cancelled']),
  clientAmount: amountOrNothing,
  craftsmanAmount: amountOrNothing,
  waiveFee: z.boolean().optional(),
  note: text(4_000, 3),
})

const resolutionView = z
  .strictObject({
    decision: z.enum(DECISIONS),
    clientAmount: piastresView,
    craftsmanAmount: piastresView,
    fee: piastresView.describe('What the platform took from the craftsman’s part; negative if it refunded'),
    waiveFee: z.boolean(),
    note: z.string(),
    at: instantView,
  })
  .meta({ id: 'Resolution' })

export const disputeView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    contractId: idView,
    client: personView,
    craftsman: personView,
    openedBy: personView.nullable().describe('null if the platform opened it'),
    reason: z.string(),
    description: z.string(),
    status: z.enum(DISPUTE_STATUSES),
    held: piastresView.describe('What the dispute froze'),
    evidence: z.array(z.strictObject({ id: idView })),
    dueBy: instantView,
    resolution: resolutionView.nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'Dispute' })
