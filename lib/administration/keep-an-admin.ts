import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { StaffRoster } from '#lib/model/staff-roster.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * Makes sure, in the transaction in which an account stops being an admin, that another admin is left, and that whoever
 * does it still is one. All such transactions write one document: of two at once the later one starts again and sees
 * what the earlier did. Throws LAST_ADMIN, ROLE_NOT_ALLOWED.
 */
export async function keepAnAdmin(tx: ClientSession, leaving: UserId, by: UserId): Promise<void> {
  await StaffRoster.updateOne({ _id: 'admins' }, { $inc: { changes: 1 } }, { upsert: true, session: tx })
  const isAdmin = { role: 'Admin' as const, isBanned: false, deletedAt: null }
  if (!(await User.exists({ _id: by, ...isAdmin }).session(tx))) throw fail('ROLE_NOT_ALLOWED')
  const others = await User.exists({ _id: trusted({ $ne: leaving }), ...isAdmin }).session(tx)
  if (!others) throw fail('LAST_ADMIN')
}
