import type * as z from 'zod'
import type { DisputeRecord, Resolution } from '#lib/disputes/dispute.model.ts'
import type { disputeView } from '#lib/disputes/dispute.schemas.ts'
import { showJobBrief, type JobBrief } from '#lib/jobs/job.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import { showPerson, type PersonRecord } from '#lib/users/person.ts'

/** A dispute as the reads deliver it: with its people and its job in place of their ids. */
export interface DisputeWithPeople extends Omit<DisputeRecord, 'job' | 'client' | 'craftsman' | 'openedBy'> {
  job: JobBrief
  client: PersonRecord
  craftsman: PersonRecord
  openedBy: PersonRecord | null
}

/** A dispute, the same to both parties and staff. */
export const showDispute = (dispute: DisputeWithPeople): z.input<typeof disputeView> => ({
  id: idOf<'Dispute'>(dispute._id),
  job: showJobBrief(dispute.job),
  contractId: idOf<'Contract'>(dispute.contract),
  client: showPerson(dispute.client),
  craftsman: showPerson(dispute.craftsman),
  openedBy: dispute.openedBy && showPerson(dispute.openedBy),
  reason: dispute.reason,
  description: dispute.description,
  status: dispute.status,
  held: dispute.held,
  evidence: [],
  dueBy: dispute.dueBy.toISOString(),
  resolution: dispute.resolution ? showResolution(dispute.resolution) : null,
  createdAt: dispute.createdAt.toISOString(),
})

const showResolution = ({ by: _, at, ...resolution }: Resolution) => ({ ...resolution, at: at.toISOString() })
