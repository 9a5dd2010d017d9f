import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { blockersOf } from '#lib/privacy/blockers.ts'
import { toDeletionView } from '#lib/privacy/deletion.view.ts'

/** Where one's own request for erasure stands, and what would keep it from being done now. */
export async function getDeletion(userId: UserId) {
  const request = await DeletionRequest.findById(userId).lean()
  return toDeletionView(request, await blockersOf(userId, request?.waivesBalance ?? false))
}
