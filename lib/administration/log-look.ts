import { logActivity } from '#lib/activity/log-activity.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** Records in the activity log that a member of staff looked at somebody's account or history. */
export const logLook = (userId: UserId, what: 'account' | 'history', staff: Principal): Promise<void> =>
  inTransaction((tx) =>
    logActivity(tx, {
      actor: staff.id,
      action: 'user.look',
      target: { kind: 'User', id: userId },
      details: { what },
    }),
  )
