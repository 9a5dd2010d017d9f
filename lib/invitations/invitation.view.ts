import type * as z from 'zod'
import type { InvitationRecord } from '#lib/invitations/invitation.model.ts'
import type { invitationView } from '#lib/invitations/invitation.schemas.ts'
import { showJobBrief, type JobBrief } from '#lib/jobs/job.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import { showPerson, type PersonRecord } from '#lib/users/person.ts'

export interface InvitationWithPeople extends Omit<InvitationRecord, 'job' | 'craftsman'> {
  job: JobBrief
  craftsman: PersonRecord
}

/** An invitation, the same to the client and to the craftsman. */
export const showInvitation = (invitation: InvitationWithPeople): z.input<typeof invitationView> => ({
  id: idOf<'Invitation'>(invitation._id),
  job: showJobBrief(invitation.job),
  craftsman: showPerson(invitation.craftsman),
  status: invitation.status,
  respondedAt: invitation.respondedAt?.toISOString() ?? null,
  createdAt: invitation.createdAt.toISOString(),
})
