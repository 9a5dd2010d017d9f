import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { keepAnAdmin } from '#lib/administration/keep-an-admin.ts'
import { readManagedUser } from '#lib/administration/managed-user.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import { markTouched } from '#lib/events/touched.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'

/**
 * Change the role of an account, by an admin.
 * 1. the account exists (USER_NOT_FOUND) and has another role so far; the same role changes nothing
 * 2. the last admin stays one (LAST_ADMIN). If two last admins demote each other at once, exactly one stays
 * 3. what an account has under way or in its wallet belongs to its role: it has to be over first (ACCOUNT_IN_USE)
 * 4. one transaction: the role, the end of every session (the person logs in anew, where their role does), the
 *    activity log. The sockets close
 */
export async function changeRole(userId: UserId, role: Role, admin: Principal) {
  const user = await inTransaction(async (tx) => {
    const before = await readManagedUser(userId, tx)
    if (before.role === role) return before
    if (before.role === 'Admin') await keepAnAdmin(tx, userId, admin.id)
    if (!isStaff(before.role) && (await isInUse(tx, before))) throw fail('ACCOUNT_IN_USE')
    await User.updateOne(
      { _id: userId },
      { $set: { role, ...fieldsFor(role, before), updatedAt: clock() } },
      { session: tx },
    )
    await endSessionsOf(userId, 'roleChange', { tx })
    await logActivity(tx, {
      actor: admin.id,
      action: 'user.changeRole',
      target: { kind: 'User', id: userId },
      details: { from: before.role, to: role },
    })
    await markTouched(tx, `user:${userId}`)
    return readManagedUser(userId, tx)
  })
  await closeSocketsOf({ userId })
  return toManagedUserView(user)
}

/** Whether something is under way in the name of an account, or money is in its wallet. */
async function isInUse(tx: ClientSession, { _id, wallet }: UserRecord): Promise<boolean> {
  if (wallet && wallet.balance !== 0) return true
  const owes = await Transaction.exists({ user: _id, type: 'Fee', status: 'Pending' }).session(tx)
  const isLive = trusted({ $in: ['Active' as const, 'Disputed' as const] })
  const job = await Job.exists({ client: _id, status: trusted({ $in: [...OPEN_STATUSES] }) }).session(tx)
  const quote = await Quote.exists({ craftsman: _id, status: 'Submitted' }).session(tx)
  const bought = await Contract.exists({ client: _id, status: isLive }).session(tx)
  const sold = await Contract.exists({ craftsman: _id, status: isLive }).session(tx)
  return [owes, job, quote, bought, sold].some((found) => found !== null)
}

/** What an account of this role has to have. Nothing is taken away: what was earned and written stays its owner's. */
function fieldsFor(role: Role, { craftsmanInfo, wallet }: UserRecord): Partial<UserRecord> {
  if (role !== 'Craftsman') return {}
  return {
    ...(!craftsmanInfo && {
      craftsmanInfo: { skills: [], portfolioImageUrls: [], verificationStatus: 'Pending' },
    }),
    ...(!wallet && { wallet: { balance: 0, withdrawableBalance: 0 } }),
  }
}
