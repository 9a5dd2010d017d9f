import type { Types } from 'mongoose'
import type { CellChanges } from '#lib/analytics/cells.ts'
import { entryOfPush } from '#lib/analytics/other-entries.ts'
import type { Rebuild } from '#lib/analytics/rebuild-state.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'
import { inPages, sideBySide } from '#lib/platform/side-by-side.ts'

const PAGE_SIZE = 500
const PAGES_AT_ONCE = 4

/**
 * Pushes have no facts; each notes in which generation it was counted. That write conflicts with a worker that counts
 * the same push for the old generation, so that none is left out.
 */
export async function sumPushes(rebuild: Rebuild, cells: CellChanges): Promise<void> {
  const pushes = Notification.find({ pushLatencyMs: trusted({ $exists: true }) }, { _id: 1 }).sort({ _id: 1 })
  const found = pushes.lean().cursor() as AsyncIterable<{ readonly _id: Types.ObjectId }>
  await sideBySide(inPages(found, PAGE_SIZE), PAGES_AT_ONCE, async (page) => {
    const filter = {
      _id: { $in: page.map(({ _id }) => _id) },
      countedIn: { $ne: rebuild.generation },
    }
    const counted = await inTransaction(async (tx) => {
      const uncounted = await rawCollection<NotificationRecord>(Notification)
        .find(filter, { session: tx })
        .toArray()
      const update = { $unset: { uncounted: 1 as const }, $set: { countedIn: rebuild.generation } }
      await rawCollection<NotificationRecord>(Notification).updateMany(filter, update, { session: tx })
      return uncounted
    })
    for (const push of counted) cells.add(entryOfPush(push), 1)
    await rebuild.advance(counted.length)
  })
}
