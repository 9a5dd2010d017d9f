import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { encryptDetails } from '#lib/activity/personal-details.ts'
import { applyBanWork } from '#lib/administration/apply-ban-work.ts'
import { keepAnAdmin } from '#lib/administration/keep-an-admin.ts'
import { assertMayManage, readManagedUser } from '#lib/administration/managed-user.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { User } from '#lib/model/user.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'

interface Ban {
  readonly userId: UserId
  /** Its owner reads it: in the e-mail and at the login. */
  readonly reason: string
}

/**
 * Ban an account.
 * 1. nobody bans themselves (OWN_ACCOUNT), a moderator bans no staff (STAFF_ACCOUNT), and the last admin stays
 *    (LAST_ADMIN). The account exists (USER_NOT_FOUND) and is not blocked already (ALREADY_BANNED): of two bans at once
 *    one wins
 * 2. one transaction: the ban, the end of every session with its devices, the activity log (the reason encrypted with
 *    the person's key), the event. From here on every request, login and socket is refused
 * 3. then, job by job: sockets close, the person is told, quotes, invitations and jobs end (apply-ban-work.ts). What
 *    fails is tried again by a schedule
 * A login at the same time conflicts with the ban, and is refused or ended.
 */
export async function banUser({ userId, reason }: Ban, staff: Principal) {
  if (userId === staff.id) throw fail('OWN_ACCOUNT')
  assertMayManage(await readManagedUser(userId), staff)
  const details = await encryptDetails(userId, { reason })
  await inTransaction((tx) => recordBan(tx, { userId, reason, details }, staff))
  await applyBanNow(userId)
  return toManagedUserView(await readManagedUser(userId))
}

/**
 * Records a ban, in the caller's transaction (step 2 of banUser). After its commit the caller calls applyBanNow.
 * `details`: the reason, encrypted for the activity log. Throws USER_NOT_FOUND, STAFF_ACCOUNT, ALREADY_BANNED, LAST_ADMIN.
 */
export async function recordBan(
  tx: ClientSession,
  { userId, reason, details }: Ban & { readonly details: Awaited<ReturnType<typeof encryptDetails>> },
  staff: Principal,
): Promise<void> {
  const user = await readManagedUser(userId, tx)
  assertMayManage(user, staff)
  if (user.isBanned) throw fail('ALREADY_BANNED')
  if (user.role === 'Admin') await keepAnAdmin(tx, userId, staff.id)
  const now = realTime()
  const banWork = { kind: 'ban' as const, by: objectId(staff.id), since: now, dueAt: now }
  await User.updateOne(
    { _id: userId, isBanned: trusted({ $ne: true }) },
    { $set: { isBanned: true, banReason: reason, bannedAt: clock(), banWork, updatedAt: clock() } },
    { session: tx },
  )
  await endSessionsOf(userId, 'ban', { tx })
  const target = { kind: 'User', id: userId }
  await logActivity(tx, { actor: staff.id, action: 'user.ban', target, details })
  await recordEvent(tx, 'account.banned', { userId, byId: staff.id })
}

/**
 * End the ban of an account.
 * 1. the account exists (USER_NOT_FOUND) and is blocked (NOT_BANNED); a moderator does it for no staff (STAFF_ACCOUNT)
 * 2. one transaction: the end of the ban, the activity log, the event. The person can log in, and their payouts go on
 * 3. then quotes and invitations stand again whose jobs are still open; the person is told. What was cancelled stays
 *    cancelled
 */
export async function unbanUser(
  { userId, reason }: { readonly userId: UserId; readonly reason?: string | undefined },
  staff: Principal,
) {
  assertMayManage(await readManagedUser(userId), staff)
  const details = reason === undefined ? {} : await encryptDetails(userId, { reason })
  await inTransaction(async (tx) => {
    const user = await readManagedUser(userId, tx)
    assertMayManage(user, staff)
    if (!user.isBanned) throw fail('NOT_BANNED')
    const now = realTime()
    const banWork = { kind: 'unban' as const, by: objectId(staff.id), since: now, dueAt: now }
    await User.updateOne(
      { _id: userId, isBanned: true },
      { $set: { isBanned: false, banWork, updatedAt: clock() }, $unset: { banReason: 1, bannedAt: 1 } },
      { session: tx },
    )
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: staff.id, action: 'user.unban', target, details })
    await recordEvent(tx, 'account.unbanned', { userId, byId: staff.id })
  })
  await applyBanNow(userId)
  return toManagedUserView(await readManagedUser(userId))
}

/** The ban stands already: what cannot be done now, the schedule does. */
export async function applyBanNow(userId: UserId): Promise<void> {
  await applyBanWork(userId).catch((error: unknown) => {
    log.warn('what a ban does is left to the schedule', { userId, error })
  })
}
