import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { isStaff } from '#lib/model/role.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** An account that staff manage, in the snapshot of the transaction where there is one. Throws USER_NOT_FOUND. */
export async function readManagedUser(userId: UserId, tx?: ClientSession): Promise<UserRecord> {
  const user = await User.findOne({ _id: userId, deletedAt: null }, null, { session: tx ?? null }).lean()
  if (!user) throw fail('USER_NOT_FOUND')
  return user
}

/** Throws STAFF_ACCOUNT if a moderator wants to change something about staff. */
export function assertMayManage(user: Pick<UserRecord, 'role'>, staff: Principal): void {
  if (isStaff(user.role) && staff.role !== 'Admin') throw fail('STAFF_ACCOUNT')
}
