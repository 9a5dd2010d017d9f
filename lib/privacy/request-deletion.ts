import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { clearLimit, spendLimit } from '#lib/limits/limits.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { passwordMatches } from '#lib/passwords/password.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'
import { type Blocker, blockersOf } from '#lib/privacy/blockers.ts'
import { toDeletionView } from '#lib/privacy/deletion.view.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface Wish {
  readonly password?: string | undefined
  readonly waiveBalance?: boolean | undefined
}

/**
 * Ask for the erasure of one's own account.
 * 1. whoever has a password gives it (VALIDATION_FAILED, WRONG_CURRENT_PASSWORD), a limited number of times (TOO_MANY_ATTEMPTS)
 * 2. the last admin stays (LAST_ADMIN)
 * 3. nothing is open that needs the person: contracts, disputes, money in the wallet or on its way, fees that are owed
 *    (DELETION_BLOCKED, which lists it). `waiveBalance` gives up a balance that is too little to withdraw
 * 4. one transaction: the request, due in as many days as the settings say (7), the activity log, the event. Asked again, it stays as it is, but for
 *    `waiveBalance`
 * Until it is due it can be taken back, and the account works as before.
 */
export async function requestDeletion(userId: UserId, { password, waiveBalance = false }: Wish) {
  const user = await User.findOne({ _id: userId, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  await checkPassword(user, userId, password)
  const { deletionDays } = await currentSettings()
  const ask = () => storeRequest(user, userId, { waiveBalance, deletionDays })
  return ask().catch((error: unknown) => {
    if (isDuplicate(error)) return ask() // another request of theirs was faster
    throw error
  })
}

const storeRequest = (
  user: UserRecord,
  userId: UserId,
  { waiveBalance, deletionDays }: { readonly waiveBalance: boolean; readonly deletionDays: number },
) =>
  inTransaction(async (tx) => {
    await assertNotLastAdmin(tx, user)
    refuseBlocked(await blockersOf(userId, waiveBalance, tx))
    const at = clock()
    const dueAt = addMs(at, deletionDays * DAY)
    const before = await DeletionRequest.findById(userId).session(tx).lean()
    if (before && before.status !== 'Waiting') throw fail('UNAUTHENTICATED') // it is being erased
    await DeletionRequest.updateOne(
      { _id: userId },
      {
        $set: { waivesBalance: waiveBalance },
        $setOnInsert: { status: 'Waiting', requestedAt: at, dueAt },
      },
      { session: tx, upsert: true },
    )
    if (!before) {
      const target = { kind: 'User', id: userId }
      await logActivity(tx, { actor: userId, action: 'user.requestDeletion', target })
      await recordEvent(tx, 'account.deletionRequested', { userId, dueAt: dueAt.toISOString() })
    }
    return toDeletionView(await DeletionRequest.findById(userId).session(tx).lean().orFail(), [])
  })

/** Guesses are counted like those at a change of the password: a stolen session finds it out by neither. */
async function checkPassword(user: UserRecord, userId: UserId, password: string | undefined): Promise<void> {
  if (user.password === undefined) return // they log in through an identity provider alone
  if (password === undefined)
    throw fail('VALIDATION_FAILED', { errors: [{ path: 'password', message: 'Required' }] })
  await spendLimit('passwordChanges', userId, 'TOO_MANY_ATTEMPTS')
  if (!(await passwordMatches(password, user.password))) throw fail('WRONG_CURRENT_PASSWORD')
  await clearLimit('passwordChanges', userId)
}

async function assertNotLastAdmin(tx: ClientSession, { _id, role }: UserRecord): Promise<void> {
  if (role !== 'Admin') return
  const other = { _id: trusted({ $ne: _id }), role, isBanned: false, deletedAt: null }
  if (!(await User.exists(other).session(tx))) throw fail('LAST_ADMIN')
}

function refuseBlocked(blockers: readonly Blocker[]): void {
  if (blockers.length > 0) throw fail('DELETION_BLOCKED', { fields: { blockers } })
}
