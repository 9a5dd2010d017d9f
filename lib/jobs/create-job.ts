import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { checkPhotos } from '#lib/jobs/check-photos.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { Job } from '#lib/jobs/job.model.ts'
import type { jobPosting } from '#lib/jobs/job.schemas.ts'
import { showJob } from '#lib/jobs/job.view.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { mustBeAhead } from '#lib/jobs/future.ts'
import { searchTextOf } from '#lib/jobs/search-text.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { roughly } from '#lib/platform/roughly.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { claimService } from '#lib/services/claim-service.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Create a job: a client asks for work.
 * 1. its photos are pictures that the client uploaded for a job (UPLOAD_NOT_YOURS); at most so many a day (LIMIT_REACHED)
 * 2. the category is a service, and stays one while the job is open (UNKNOWN_CATEGORY)
 * 3. one transaction: the job, Posted, with the deadline after which it lapses; the activity log; the event
 */
export async function createJob(posting: z.output<typeof jobPosting>, client: Asker) {
  mustBeAhead('preferredAt', posting.preferredAt)
  await checkPhotos(posting.photos, client.id)
  await spendLimit('jobsPerDay', client.id)
  const settings = await currentSettings()
  const jobId = newId<'Job'>()
  const at = clock()
  await inTransaction(async (session) => {
    const category = await claimService(session, posting.category)
    const open = { status: 'Posted' as const, activityAt: at }
    const job = {
      ...posting,
      ...open,
      _id: jobId,
      client: client.id,
      category,
      area: roughly(posting.location),
      searchText: searchTextOf(posting),
      timer: timerFor(open, null, settings),
      createdAt: at,
      updatedAt: at,
    }
    await Job.create([job], { session })
    await logActivity(session, { actor: client.id, action: 'job.create', target: { kind: 'Job', id: jobId } })
    await recordEvent(session, 'job.posted', { jobId, clientId: client.id, category })
  })
  return showJob(await readJob(jobId), client)
}
