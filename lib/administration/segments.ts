import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { findUsers } from '#lib/administration/find-users.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import type { newSegment, SegmentId, segmentView } from '#lib/administration/segment.schemas.ts'
import type { SegmentFilter } from '#lib/administration/user-administration.schemas.ts'
import { fail } from '#lib/errors/app-error.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Segment, type SegmentRecord } from '#lib/model/segment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import type { Paging } from '#lib/platform/paging.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** Save a filter over accounts under a name, for all of the staff. A name exists once (SEGMENT_EXISTS). */
export async function createSegment({ name, filter }: z.output<typeof newSegment>, staff: Principal) {
  const segmentId = newId<'Segment'>()
  const record = {
    _id: segmentId,
    name,
    nameKey: name.toLowerCase(),
    filter,
    by: staff.id,
    createdAt: clock(),
  }
  await inTransaction(async (tx) => {
    await Segment.create([record], { session: tx })
    const target = { kind: 'Segment', id: segmentId }
    await logActivity(tx, { actor: staff.id, action: 'segment.create', target })
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'nameKey') ? fail('SEGMENT_EXISTS', { cause: error }) : error
  })
  return toSegmentView(await readSegment(segmentId))
}

/** The saved filters, newest first. */
export const listSegments = async (search: Paging) =>
  pageOf(
    await readPage<SegmentRecord>({
      model: Segment,
      filter: {},
      order: { createdAt: -1, _id: -1 },
      search,
      read: (stages) => Segment.aggregate<SegmentRecord>(stages).exec(),
    }),
    toSegmentView,
  )

/** Delete a saved filter; the accounts that it finds stay as they are. Throws SEGMENT_NOT_FOUND. */
export async function deleteSegment(segmentId: SegmentId, staff: Principal) {
  const segment = await readSegment(segmentId)
  await inTransaction(async (tx) => {
    const { deletedCount } = await Segment.deleteOne({ _id: segmentId }, { session: tx })
    if (deletedCount === 0) throw fail('SEGMENT_NOT_FOUND')
    const target = { kind: 'Segment', id: segmentId }
    await logActivity(tx, { actor: staff.id, action: 'segment.delete', target })
  })
  return toSegmentView(segment)
}

/** The accounts that a saved filter finds now, newest first. Throws SEGMENT_NOT_FOUND. */
export async function listSegmentUsers(segmentId: SegmentId, paging: Paging) {
  const { filter } = await readSegment(segmentId)
  return pageOf(await findUsers({ ...paging, ...(filter as SegmentFilter) }), toManagedUserView)
}

async function readSegment(segmentId: SegmentId): Promise<SegmentRecord> {
  const segment = await Segment.findById(segmentId).lean()
  if (!segment) throw fail('SEGMENT_NOT_FOUND')
  return segment
}

const toSegmentView = ({ _id, name, filter, createdAt }: SegmentRecord): z.input<typeof segmentView> => ({
  id: idOf<'Segment'>(_id),
  name,
  filter: { ...filter },
  createdAt: createdAt.toISOString(),
})
