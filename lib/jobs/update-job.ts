import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { assertFuture } from '#lib/errors/assert-future.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { checkPhotos } from '#lib/jobs/check-photos.ts'
import { coverJobTexts, withoutUnchanged } from '#lib/jobs/cover-job-texts.ts'
import type { jobEdit } from '#lib/jobs/job.schemas.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { listKeysOf } from '#lib/jobs/list-keys.ts'
import { withOriginal } from '#lib/jobs/originals-of-jobs.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { governorateOf } from '#lib/platform/governorate-of.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { roundCoordinates } from '#lib/platform/round-coordinates.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'
import { timerFor } from '#lib/process/timers.ts'
import { claimService } from '#lib/services/claim-service.ts'
import { nameKeyOf } from '#lib/services/name-key.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Edit = z.output<typeof jobEdit>

/**
 * Update a job while it is open.
 * 1. by its client or staff (JOB_NOT_YOURS; JOB_NOT_FOUND for anyone who may not see the job)
 * 2. the job is Posted or Quoted (JOB_NOT_OPEN). Once it is Quoted, the quotes are based on payment type, category
 *    and place, so these are fixed (JOB_FIXED_ONCE_QUOTED)
 * 3. new photos are pictures that the client uploaded for a job (UPLOAD_NOT_YOURS)
 * 4. contacts in a new title or description are covered, as in a new job
 * 5. one transaction: the fields, the deadline counted from now, the activity log, the event
 */
export async function updateJob(jobId: JobId, edit: Edit, principal: Principal) {
  const { covered, originals } = await coverJobTexts(jobId, () => clientOf(jobId), edit)
  await withDeadlinesApplied(jobId, async (tx, { job }) => {
    if (!(await mayEdit(job, principal))) throw fail('JOB_NOT_YOURS')
    assertFuture('preferredAt', edit.preferredAt, job.preferredAt)
    if (!isOpen(job.status)) throw fail('JOB_NOT_OPEN')
    if (job.status === 'Quoted' && changesFixedFields(job, edit)) throw fail('JOB_FIXED_ONCE_QUOTED')
    await checkPhotos(edit.photos, idOf(job.client), job.photos)
    const changes = withoutUnchanged(job, covered, originals)
    await writeEdit(tx, job, changes, principal)
  })
  return toJobView(await withOriginal(await readJob(jobId), principal), principal)
}

/** Its originals are encrypted for the client, whoever edits the job. */
async function clientOf(jobId: JobId): Promise<UserId> {
  const job = await Job.findById(jobId, { client: 1 }).lean()
  if (!job) throw fail('JOB_NOT_FOUND')
  return idOf(job.client)
}

async function mayEdit(job: JobRecord, principal: Principal): Promise<boolean> {
  const actor = actorIn(job, principal)
  if (actor === 'client' || actor === 'staff') return true
  if (!(await canSeeJob(job, principal))) throw fail('JOB_NOT_FOUND')
  return false
}

/** Whether this is no other service than the job's, in any case of letters. */
const isCategoryOf = (job: JobRecord, category: string): boolean =>
  nameKeyOf(category) === nameKeyOf(job.category)

const changesFixedFields = (job: JobRecord, { paymentType, category, location }: Edit): boolean =>
  (paymentType !== undefined && paymentType !== job.paymentType) ||
  (category !== undefined && !isCategoryOf(job, category)) ||
  (location !== undefined && String(location.coordinates) !== String(job.location.coordinates))

type Changes = ReturnType<typeof withoutUnchanged<Edit>>

async function writeEdit(
  tx: ClientSession,
  job: JobRecord,
  { texts: edit, originals }: Changes,
  principal: Principal,
): Promise<void> {
  const at = clock()
  const category =
    edit.category === undefined || isCategoryOf(job, edit.category)
      ? job.category
      : await claimService(tx, edit.category)
  const timer = timerFor({ ...job, activityAt: at }, null, await currentSettings())
  const area = roundCoordinates(edit.location ?? job.location)
  const given = Object.entries(edit).filter(([, value]) => value !== undefined)
  const keys = listKeysOf({ ...job, ...(Object.fromEntries(given) as Partial<JobRecord>), area })
  await Job.updateOne(
    { _id: job._id, status: job.status },
    {
      $set: {
        ...edit,
        ...originals,
        area,
        ...(edit.location && { governorate: governorateOf(edit.location) }),
        category,
        ...keys,
        timer,
        activityAt: at,
        updatedAt: at,
      },
    },
    { session: tx },
  )
  const jobId = idOf<'Job'>(job._id)
  const details = { fields: Object.keys(edit) }
  await logActivity(tx, {
    actor: principal.id,
    action: 'job.update',
    target: { kind: 'Job', id: jobId },
    details,
  })
  await recordEvent(tx, 'job.edited', { jobId, clientId: idOf(job.client) })
}
