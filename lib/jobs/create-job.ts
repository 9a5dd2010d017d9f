import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { assertFuture } from '#lib/errors/assert-future.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { checkPhotos } from '#lib/jobs/check-photos.ts'
import { coverJobTexts } from '#lib/jobs/cover-job-texts.ts'
import type { newJob } from '#lib/jobs/job.schemas.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginal } from '#lib/jobs/originals-of-jobs.ts'
import { postedJob } from '#lib/jobs/posted-job.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { governorateOf } from '#lib/platform/governorate-of.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { timerFor } from '#lib/process/timers.ts'
import { claimService } from '#lib/services/claim-service.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Create a job.
 * 1. its photos are pictures that the client uploaded for a job (UPLOAD_NOT_YOURS); a client may create a limited
 *    number of jobs a day (LIMIT_REACHED)
 * 2. the category is a service, which cannot be deleted while the job is open (UNKNOWN_CATEGORY)
 * 3. contacts in its title and its description are covered, and the originals encrypted (docs/decisions/masking.md)
 * 4. one transaction: the job with status Posted and the deadline after which it lapses; the activity log; the event
 */
export async function createJob(posting: z.output<typeof newJob>, client: Principal) {
  assertFuture('preferredAt', posting.preferredAt)
  await checkPhotos(posting.photos, client.id)
  await spendLimit('jobsPerDay', client.id)
  const settings = await currentSettings()
  const jobId = newId<'Job'>()
  const at = clock()
  const { covered, originals } = await coverJobTexts(jobId, async () => client.id, posting)
  await inTransaction(async (tx) => {
    const category = await claimService(tx, posting.category)
    const job = postedJob({
      ...covered,
      originals,
      _id: objectId(jobId),
      client: objectId(client.id),
      category,
      governorate: governorateOf(posting.location),
      createdAt: at,
    })
    await Job.create([{ ...job, timer: timerFor(job, null, settings) }], { session: tx })
    await logActivity(tx, { actor: client.id, action: 'job.create', target: { kind: 'Job', id: jobId } })
    await recordEvent(tx, 'job.posted', { jobId, clientId: client.id, category })
  })
  return toJobView(await withOriginal(await readJob(jobId), client), client)
}
