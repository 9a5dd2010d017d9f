import { recordEvent } from '#lib/events/record-event.ts'
import { Invitation, type InvitationRecord } from '#lib/model/invitation.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'

type Closable = Pick<InvitationRecord, '_id' | 'job' | 'craftsman'>

/** The invitations of a craftsman that a ban closes, or that its end opens again. */
export const invitationsToClose = (craftsman: UserId): Promise<Closable[]> =>
  Invitation.find({ craftsman: objectId(craftsman), status: 'Pending' }, { job: 1, craftsman: 1 }).lean()

export const invitationsToReopen = (craftsman: UserId): Promise<Closable[]> =>
  Invitation.find(
    { craftsman: objectId(craftsman), status: 'Rejected', closedByBan: true },
    { job: 1, craftsman: 1 },
  ).lean()

/** Rejects a Pending invitation because its craftsman is banned, and tells the client. Returns whether it did. */
export const closeInvitationForBan = (invitation: Closable): Promise<boolean> =>
  withDeadlinesApplied(idOf<'Job'>(invitation.job), async (tx, { job }) => {
    const { matchedCount } = await Invitation.updateOne(
      { _id: invitation._id, status: 'Pending' },
      { $set: { status: 'Rejected', respondedAt: clock(), closedByBan: true } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    await recordEvent(tx, 'invitation.answered', {
      jobId: idOf(job._id),
      clientId: idOf(job.client),
      invitationId: idOf(invitation._id),
      craftsmanId: idOf(invitation.craftsman),
      response: 'Rejected',
    })
    return true
  })

/** An invitation that a ban rejected is Pending again, if its job still takes quotes. Returns whether it is. */
export const reopenInvitationAfterBan = (invitation: Closable): Promise<boolean> =>
  withDeadlinesApplied(idOf<'Job'>(invitation.job), async (tx, { job }) => {
    if (!isOpen(job.status)) return false
    const { matchedCount } = await Invitation.updateOne(
      { _id: invitation._id, status: 'Rejected', closedByBan: true },
      { $set: { status: 'Pending' }, $unset: { respondedAt: 1, closedByBan: 1 } },
      { session: tx },
    )
    return matchedCount > 0
  })
