import * as z from 'zod'
import { DISPUTE_STATUSES, VERDICTS } from '#lib/disputes/dispute-status.ts'
import { jobBriefView } from '#lib/jobs/job.schemas.ts'
import { amountOrNothing, id, idView, instantView, paging, piastresView } from '#lib/platform/border.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { line, text } from '#lib/platform/text.ts'
import { personView } from '#lib/users/person.schemas.ts'

export const disputeParams = z.object({ disputeId: id<DisputeId>() })

export const newDispute = z.strictObject({
  jobId: id<JobId>(),
  reason: line(200, 3),
  description: text(4_000, 3),
})

/** Newest first; staff finds what is due soonest first, and only what is still to be decided unless it names a status. */
export const disputeSearch = z.object({ ...paging, status: z.enum(DISPUTE_STATUSES).optional() })

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
    decision: z.enum(VERDICTS),
    clientAmount: piastresView,
    craftsmanAmount: piastresView,
    fee: piastresView.describe('What the platform took of the craftsman’s part; below zero: gave back'),
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
    openedBy: personView.nullable().describe('null where the platform opened it'),
    reason: z.string(),
    description: z.string(),
    status: z.enum(DISPUTE_STATUSES),
    held: piastresView.describe('What it froze'),
    evidence: z.array(z.strictObject({ id: idView })),
    dueBy: instantView,
    resolution: resolutionView.nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'Dispute' })
