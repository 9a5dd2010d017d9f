import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { toInvitationView } from '#lib/invitations/invitation.view.ts'
import { readInvitation } from '#lib/invitations/read-invitations.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock, HOUR, SECOND } from '#lib/platform/clock.ts'
import { type JobId, newId, type UserId } from '#lib/platform/ids.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import { timerFor } from '#lib/process/timers.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface Invite {
  readonly jobId: JobId
  readonly craftsmanId: UserId
  readonly client: Principal
}

/**
 * Invite a craftsman to a job.
 * 1. the job is the client's (JOB_NOT_YOURS, JOB_NOT_FOUND) and Posted (JOB_NOT_POSTED)
 * 2. the craftsman exists and is not blocked (CRAFTSMAN_NOT_FOUND)
 * 3. a job may have a limited number of open invitations (TOO_MANY_INVITATIONS)
 * 4. one transaction: the invitation, the job's time of activity, the activity log, the event
 * A craftsman is invited to a job only once, whatever the answer was (ALREADY_INVITED, Part B 7.10). If two
 * invitations come at once, one wins.
 */
export async function inviteCraftsman({ jobId, craftsmanId, client }: Invite) {
  const invitationId = newId<'Invitation'>()
  await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    await checkJob(jobWithContract, client)
    const craftsman = { _id: craftsmanId, role: 'Craftsman' as const, isBanned: false, deletedAt: null }
    if (!(await User.exists(craftsman).session(tx))) throw fail('CRAFTSMAN_NOT_FOUND')
    await checkOpenInvitations(tx, jobId)
    const invitation = {
      _id: invitationId,
      job: jobId,
      craftsman: craftsmanId,
      status: 'Pending' as const,
      createdAt: clock(),
    }
    await Invitation.create([invitation], { session: tx })
    await recordJobActivity(tx, jobWithContract)
    await logActivity(tx, {
      actor: client.id,
      action: 'invitation.send',
      target: { kind: 'Invitation', id: invitationId },
    })
    await recordEvent(tx, 'invitation.sent', { jobId, clientId: client.id, invitationId, craftsmanId })
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'craftsman') ? fail('ALREADY_INVITED', { cause: error }) : error
  })
  return toInvitationView(await readInvitation(invitationId))
}

async function checkJob({ job }: JobWithContract, client: Principal): Promise<void> {
  if (actorIn(job, client) !== 'client')
    throw fail((await canSeeJob(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  if (job.status !== 'Posted') throw fail('JOB_NOT_POSTED')
}

async function checkOpenInvitations(tx: ClientSession, jobId: JobId): Promise<void> {
  const { openInvitationsPerJob } = await currentSettings()
  const open = await Invitation.countDocuments({ job: jobId, status: 'Pending' }, { session: tx })
  if (open >= openInvitationsPerJob) throw fail('TOO_MANY_INVITATIONS', { retryAfter: HOUR / SECOND })
}

/** Writes the job too, so that if a quote, a hire or a cancellation comes at the same time, one of the two starts again. */
async function recordJobActivity(tx: ClientSession, { job }: JobWithContract): Promise<void> {
  const at = clock()
  const timer = timerFor({ ...job, activityAt: at }, null, await currentSettings())
  await Job.updateOne(
    { _id: job._id, status: job.status },
    { $set: { activityAt: at, updatedAt: at, timer } },
    { session: tx },
  )
}
