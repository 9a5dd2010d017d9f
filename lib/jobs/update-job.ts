import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { checkPhotos } from '#lib/jobs/check-photos.ts'
import { mustBeAhead } from '#lib/jobs/future.ts'
import { isOpen, maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import { Job, type JobRecord } from '#lib/jobs/job.model.ts'
import type { jobEdit } from '#lib/jobs/job.schemas.ts'
import { showJob } from '#lib/jobs/job.view.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { searchTextOf } from '#lib/jobs/search-text.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { roughly } from '#lib/platform/roughly.ts'
import { claimService } from '#lib/services/claim-service.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Edit = z.output<typeof jobEdit>

/**
 * Update a job while it is open.
 * 1. its client or staff (JOB_NOT_YOURS; JOB_NOT_FOUND for who may not know of it)
 * 2. Posted or Quoted (JOB_NOT_OPEN); once Quoted the craftsmen have priced payment type, category and
 *    place, so these are fixed (JOB_FIXED_ONCE_QUOTED)
 * 3. new photos are pictures that its client uploaded for a job (UPLOAD_NOT_YOURS)
 * 4. one transaction: the fields, the deadline counted anew, the activity log, the event
 */
export async function updateJob(jobId: JobId, edit: Edit, asker: Asker) {
  mustBeAhead('preferredAt', edit.preferredAt)
  await inSettledCase(jobId, async (session, { job }) => {
    if (!(await mayEdit(job, asker))) throw fail('JOB_NOT_YOURS')
    if (!isOpen(job.status)) throw fail('JOB_NOT_OPEN')
    if (job.status === 'Quoted' && touchesTheFixed(job, edit)) throw fail('JOB_FIXED_ONCE_QUOTED')
    await checkPhotos(edit.photos, idOf(job.client), job.photos)
    await writeEdit(session, job, edit, asker)
  })
  return showJob(await readJob(jobId), asker)
}

async function mayEdit(job: JobRecord, asker: Asker): Promise<boolean> {
  const actor = actorIn(job, asker)
  if (actor === 'client' || actor === 'staff') return true
  if (!(await maySee(job, asker))) throw fail('JOB_NOT_FOUND')
  return false
}

const touchesTheFixed = (job: JobRecord, { paymentType, category, location }: Edit): boolean =>
  (paymentType !== undefined && paymentType !== job.paymentType) ||
  (category !== undefined && category !== job.category) ||
  (location !== undefined && String(location.coordinates) !== String(job.location.coordinates))

async function writeEdit(session: ClientSession, job: JobRecord, edit: Edit, asker: Asker): Promise<void> {
  const at = clock()
  const category = edit.category === undefined ? job.category : await claimService(session, edit.category)
  const timer = timerFor({ ...job, activityAt: at }, null, await currentSettings())
  const searchText = searchTextOf({ ...job, ...edit } as { title: string; description: string })
  await Job.updateOne(
    { _id: job._id, status: job.status },
    {
      $set: {
        ...edit,
        area: roughly(edit.location ?? job.location),
        category,
        searchText,
        timer,
        activityAt: at,
        updatedAt: at,
      },
    },
    { session },
  )
  const jobId = idOf<'Job'>(job._id)
  const details = { fields: Object.keys(edit) }
  await logActivity(session, {
    actor: asker.id,
    action: 'job.update',
    target: { kind: 'Job', id: jobId },
    details,
  })
  await recordEvent(session, 'job.edited', { jobId, clientId: idOf(job.client) })
}
