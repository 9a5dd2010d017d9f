import type * as z from 'zod'
import type { DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import type { Blocker } from '#lib/privacy/blockers.ts'
import type { deletionView } from '#lib/privacy/deletion.schemas.ts'

/** A request for erasure, as its person sees it, with what would keep it from being done now. */
export const toDeletionView = (
  request: DeletionRequestRecord | null,
  blockers: readonly Blocker[],
): z.input<typeof deletionView> => ({
  status: request ? request.status : 'None',
  requestedAt: request?.requestedAt.toISOString() ?? null,
  dueAt: request?.dueAt.toISOString() ?? null,
  waiveBalance: request?.waivesBalance ?? false,
  postponed: request?.postponedAt !== undefined,
  blockers: [...blockers],
})
