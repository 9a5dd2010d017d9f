import type { PipelineStage } from 'mongoose'
import { withJobBrief } from '#lib/embedded/job-brief.ts'
import { withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { InvitationWithPeople } from '#lib/invitations/invitation.view.ts'
import type { Order } from '#lib/lists/order.ts'
import { along } from '#lib/lists/read-page.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Reads invitations with their job and craftsman in one round trip. */
export const readInvitations = (
  stages: readonly PipelineStage[],
  index?: Order,
): Promise<InvitationWithPeople[]> =>
  Invitation.aggregate<InvitationWithPeople>([...stages, ...withJobBrief, ...withPerson('craftsman')])
    .option(along(index))
    .exec()

/** Reads one invitation. Throws INVITATION_NOT_FOUND. */
export async function readInvitation(invitationId: Id<'Invitation'>): Promise<InvitationWithPeople> {
  const [invitation] = await readInvitations([{ $match: { _id: objectId(invitationId) } }])
  if (!invitation) throw fail('INVITATION_NOT_FOUND')
  return invitation
}
