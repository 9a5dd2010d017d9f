import type { ClientSession } from 'mongoose'
import { ActivityLog } from '#lib/model/activity.model.ts'
import type { Action } from '#lib/model/activity-actions.ts'
import { clock } from '#lib/platform/clock.ts'
import type { Id } from '#lib/platform/ids.ts'
import { currentRequestId } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'

interface Activity {
  readonly actor: Id<'User'> | null
  readonly action: Action
  readonly target: { readonly kind: string; readonly id: Id<string> }
  /** What changed, without personal data: field names, statuses, ids. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes one entry of the activity log in the transaction of the action. */
export async function logActivity(tx: ClientSession, { actor, action, target, details = {} }: Activity) {
  const entry = {
    actor: actor && objectId(actor),
    action,
    target: { kind: target.kind, id: objectId(target.id) },
    details,
    at: clock(),
    requestId: currentRequestId(),
  }
  await ActivityLog.create([entry], { session: tx })
}
