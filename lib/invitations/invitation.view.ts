import type * as z from 'zod'
import { type JobBrief, toJobBriefView } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { invitationView } from '#lib/invitations/invitation.schemas.ts'
import type { InvitationRecord } from '#lib/model/invitation.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** An invitation with its job and its craftsman in place of their ids. */
export interface InvitationWithPeople extends Omit<InvitationRecord, 'job' | 'craftsman'> {
  job: JobBrief
  craftsman: PersonRecord
}

/** The API view of an invitation, the same for the client and the craftsman. */
export const toInvitationView = (invitation: InvitationWithPeople): z.input<typeof invitationView> => ({
  id: idOf<'Invitation'>(invitation._id),
  job: toJobBriefView(invitation.job),
  craftsman: toPersonView(invitation.craftsman),
  status: invitation.status,
  respondedAt: invitation.respondedAt?.toISOString() ?? null,
  createdAt: invitation.createdAt.toISOString(),
})
