import * as z from 'zod'
import { evidenceView } from '#lib/disputes/evidence.schemas.ts'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { FAULTS } from '#lib/model/contract-status.ts'
import { DECISIONS, DISPUTE_STATUSES } from '#lib/model/dispute-status.ts'
import { amountOrNothing, id, idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import type { DisputeId, JobId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'

export const disputeParams = z.object({ disputeId: id<DisputeId>() })

export const newDispute = z.strictObject({
  jobId: id<JobId>(),
  reason: line(200, 3),
  description: text(4_000, 3),
})

/** Newest first. The list for staff has what is due soonest first, and only unresolved disputes unless a status is given. */
export const disputeSearch = listQuery({ status: z.enum(DISPUTE_STATUSES).optional() })

/** The two amounts, in piastres, add up to what is held; after an appeal, to what the dispute held. */
export const disputeDecision = z.strictObject({
  decision: z.enum(['Completed', 'Cancelled']),
  clientAmount: amountOrNothing,
  craftsmanAmount: amountOrNothing,
  waiveFee: z.boolean().optional(),
  fault: z
    .enum(FAULTS)
    .optional()
    .describe(
      'Whose fault the cancellation was, for the craftsman’s reliability; nobody’s if it is left out',
    ),
  note: text(4_000, 3),
})

/** `reason`: why the decision is wrong. */
export const newAppeal = z.strictObject({ reason: text(4_000, 3) })

const resolutionView = z
  .strictObject({
    decision: z.enum(DECISIONS),
    clientAmount: piastresView,
    craftsmanAmount: piastresView,
    fee: piastresView.describe('What the platform took from the craftsman’s part; negative if it refunded'),
    waiveFee: z.boolean(),
    borne: piastresView.describe(
      'After an appeal: what the platform bears, because more had been refunded than the client is granted now',
    ),
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
    evidence: z.array(evidenceView).describe('What was added after the opening, oldest first'),
    answerBy: instantView
      .nullable()
      .describe('Until when the other party should answer; null once they have. Silence loses nothing'),
    dueBy: instantView.describe('Until when staff promise to decide'),
    resolution: resolutionView.nullable(),
    appealUntil: instantView.nullable().describe('Until when either party can appeal; null if nobody can'),
    appeal: z
      .strictObject({
        by: personView,
        reason: z.string(),
        against: resolutionView.describe('The decision that it is against'),
        at: instantView,
      })
      .nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'Dispute' })

/** The promise to decide within 72 hours, measured over the decisions of the last 30 days and what is still open. */
const promiseView = z
  .strictObject({
    hours: z.number(),
    medianSeconds: z
      .int()
      .nullable()
      .describe('From the opening, or the appeal, to the decision. What is open counts with its age'),
    decided: z.int(),
    kept: z.int().describe('Decided by their due date'),
    missed: z.int().describe('Decided after their due date'),
    open: z.int(),
    late: z.int().describe('Open and past their due date'),
  })
  .meta({ id: 'DisputePromise' })

export const dueDisputeList = listOf(disputeView)
  .extend({ promise: promiseView })
  .meta({ title: 'DueDisputeList' })
