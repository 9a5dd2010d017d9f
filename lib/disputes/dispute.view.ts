import type * as z from 'zod'
import type { disputeView } from '#lib/disputes/dispute.schemas.ts'
import { type JobBrief, toJobBriefView } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { DisputeRecord, Resolution } from '#lib/model/dispute.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** A dispute with its people and its job in place of their ids. */
export interface DisputeWithPeople extends Omit<DisputeRecord, 'job' | 'client' | 'craftsman' | 'openedBy'> {
  job: JobBrief
  client: PersonRecord
  craftsman: PersonRecord
  openedBy: PersonRecord | null
}

/** The API view of a dispute, the same for both parties and staff. */
export const toDisputeView = (dispute: DisputeWithPeople): z.input<typeof disputeView> => ({
  id: idOf<'Dispute'>(dispute._id),
  job: toJobBriefView(dispute.job),
  contractId: idOf<'Contract'>(dispute.contract),
  client: toPersonView(dispute.client),
  craftsman: toPersonView(dispute.craftsman),
  openedBy: dispute.openedBy && toPersonView(dispute.openedBy),
  reason: dispute.reason,
  description: dispute.description,
  status: dispute.status,
  held: dispute.held,
  evidence: [],
  dueBy: dispute.dueBy.toISOString(),
  resolution: dispute.resolution ? toResolutionView(dispute.resolution) : null,
  createdAt: dispute.createdAt.toISOString(),
})

const toResolutionView = ({ by: _, at, ...resolution }: Resolution) => ({
  ...resolution,
  at: at.toISOString(),
})
