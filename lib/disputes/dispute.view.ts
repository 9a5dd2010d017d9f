import type * as z from 'zod'
import type { disputeView } from '#lib/disputes/dispute.schemas.ts'
import { type EvidenceContext, toEvidenceView } from '#lib/disputes/evidence.view.ts'
import { type JobBrief, toJobBriefView } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { Appeal, DisputeRecord, Resolution } from '#lib/model/dispute.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'

/** A dispute with its people and its job in place of their ids. */
export interface DisputeWithPeople
  extends Omit<DisputeRecord, 'job' | 'client' | 'craftsman' | 'openedBy'>, EvidenceContext {
  job: JobBrief
  client: PersonRecord
  craftsman: PersonRecord
  openedBy: PersonRecord | null
}

/** The API view of a dispute, the same for both parties; staff see who added what for staff, and deleted messages. */
export const toDisputeView = (dispute: DisputeWithPeople, forStaff = false): z.input<typeof disputeView> => ({
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
  evidence: dispute.evidence.map((one) => toEvidenceView(one, dispute, forStaff)),
  answerBy: dispute.status === 'Open' ? dispute.answerBy.toISOString() : null,
  dueBy: dispute.dueBy.toISOString(),
  resolution: dispute.resolution ? toResolutionView(dispute.resolution) : null,
  appealUntil: canAppeal(dispute) ? (dispute.appealUntil?.toISOString() ?? null) : null,
  appeal: dispute.appeal ? toAppealView(dispute.appeal, dispute) : null,
  createdAt: dispute.createdAt.toISOString(),
})

const canAppeal = ({ appealUntil }: Pick<DisputeRecord, 'appealUntil'>): boolean =>
  appealUntil != null && appealUntil > clock()

const toResolutionView = ({ by: _, at, borne = 0, ...resolution }: Resolution) => ({
  ...resolution,
  borne,
  at: at.toISOString(),
})

const toAppealView = ({ by, reason, at, against }: Appeal, { client, craftsman }: DisputeWithPeople) => ({
  by: toPersonView(by.equals(client._id) ? client : craftsman),
  reason,
  against: toResolutionView(against),
  at: at.toISOString(),
})
