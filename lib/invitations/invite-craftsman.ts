import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { showInvitation } from '#lib/invitations/invitation.view.ts'
import { readInvitation } from '#lib/invitations/read-invitations.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type JobId, type UserId } from '#lib/platform/ids.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { User } from '#lib/users/user.model.ts'

interface Invite {
  readonly jobId: JobId
  readonly craftsmanId: UserId
  readonly client: Asker
}

/**
 * Invite a craftsman to a job.
 * 1. the job is the client's (JOB_NOT_YOURS, JOB_NOT_FOUND) and Posted (JOB_NOT_POSTED)
 * 2. there is such a craftsman, and he is not blocked (CRAFTSMAN_NOT_FOUND)
 * 3. at most so many open invitations a job (TOO_MANY_INVITATIONS)
 * 4. one transaction: the invitation, the job's activity, the log, the event
 * Never twice, whatever became of the first (ALREADY_INVITED, Part B 7.10): of two at once one wins.
 */
export async function inviteCraftsman({ jobId, craftsmanId, client }: Invite) {
  const invitationId = newId<'Invitation'>()
  await inSettledCase(jobId, async (session, jobCase) => {
    await checkJob(jobCase, client)
    const craftsman = { _id: craftsmanId, role: 'Craftsman' as const, isBanned: false, deletedAt: null }
    if (!(await User.exists(craftsman).session(session))) throw fail('CRAFTSMAN_NOT_FOUND')
    await checkRoom(session, jobId)
    const invitation = {
      _id: invitationId,
      job: jobId,
      craftsman: craftsmanId,
      status: 'Pending' as const,
      createdAt: clock(),
    }
    await Invitation.create([invitation], { session })
    await touchJob(session, jobCase)
    await logActivity(session, {
      actor: client.id,
      action: 'invitation.send',
      target: { kind: 'Invitation', id: invitationId },
    })
    await recordEvent(session, 'invitation.sent', { jobId, clientId: client.id, invitationId, craftsmanId })
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'craftsman') ? fail('ALREADY_INVITED', { cause: error }) : error
  })
  return showInvitation(await readInvitation(invitationId))
}

async function checkJob({ job }: JobCase, client: Asker): Promise<void> {
  if (actorIn(job, client) !== 'client')
    throw fail((await maySee(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  if (job.status !== 'Posted') throw fail('JOB_NOT_POSTED')
}

async function checkRoom(session: ClientSession, jobId: JobId): Promise<void> {
  const { openInvitationsPerJob } = await currentSettings()
  const open = await Invitation.countDocuments({ job: jobId, status: 'Pending' }, { session })
  if (open >= openInvitationsPerJob) throw fail('TOO_MANY_INVITATIONS')
}

/** The job is written too: of an invitation and a quote, a hire or a cancellation at once, one starts again. */
async function touchJob(session: ClientSession, { job }: JobCase): Promise<void> {
  const at = clock()
  const timer = timerFor({ ...job, activityAt: at }, null, await currentSettings())
  await Job.updateOne(
    { _id: job._id, status: job.status },
    { $set: { activityAt: at, updatedAt: at, timer } },
    { session },
  )
}
