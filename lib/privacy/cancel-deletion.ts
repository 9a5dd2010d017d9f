import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { blockersOf } from '#lib/privacy/blockers.ts'
import { toDeletionView } from '#lib/privacy/deletion.view.ts'

/**
 * Take back one's own request for erasure, as long as it waits (NO_DELETION_REQUEST if there is none). If the erasure
 * begins at the same moment, one of the two wins: both write the request.
 */
export async function cancelDeletion(userId: UserId) {
  await inTransaction(async (tx) => {
    const { deletedCount } = await DeletionRequest.deleteOne(
      { _id: userId, status: 'Waiting' },
      { session: tx },
    )
    if (deletedCount === 0) throw fail('NO_DELETION_REQUEST')
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: userId, action: 'user.cancelDeletion', target })
  })
  return toDeletionView(null, await blockersOf(userId, false))
}
