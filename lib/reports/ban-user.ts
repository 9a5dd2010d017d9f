import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { isStaff } from '#lib/model/role.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'

interface Ban {
  readonly userId: UserId
  readonly reason: string
  readonly staff: Principal
}

/**
 * Ban a user, in the caller's transaction: the account is blocked with the reason, and every session and device of it
 * ends. A moderator bans no staff (BAN_NOT_ALLOWED). Returns whether the account was not banned before; then the caller
 * closes its sockets after the commit.
 */
export async function banUser(tx: ClientSession, { userId, reason, staff }: Ban): Promise<boolean> {
  const user = await User.findById(userId, { role: 1, isBanned: 1, deletedAt: 1 }).session(tx).lean()
  if (!user || user.isBanned || user.deletedAt) return false
  if (isStaff(user.role) && staff.role !== 'Admin') throw fail('BAN_NOT_ALLOWED')
  const at = clock()
  await User.updateOne(
    { _id: userId },
    { $set: { isBanned: true, banReason: reason, bannedAt: at, updatedAt: at } },
    { session: tx },
  )
  await endSessionsOf(userId, 'ban', { tx })
  await logActivity(tx, { actor: staff.id, action: 'user.ban', target: { kind: 'User', id: userId } })
  return true
}
