import { logActivity } from '#lib/activity/log-activity.ts'
import { shownUser } from '#lib/embedded/shown-user.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Block } from '#lib/model/block.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { Sentence } from '#lib/platform/api-schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

const BLOCKED = {
  en: 'You will get no more messages from this person',
  ar: 'لن تصلك رسائل من هذا الشخص بعد الآن',
} as const

const UNBLOCKED = {
  en: 'You can write to each other again',
  ar: 'يمكنكما تبادل الرسائل من جديد',
} as const

/**
 * Block a user: neither of the two can write to the other. A second block changes nothing. Throws USER_NOT_FOUND, also
 * for staff.
 */
export async function blockUser(me: UserId, other: UserId): Promise<Sentence> {
  if (me === other || !(await User.exists(shownUser(other)))) throw fail('USER_NOT_FOUND')
  const pair = { blocker: objectId(me), blocked: objectId(other) }
  await inTransaction(async (tx) => {
    const created = { $setOnInsert: { createdAt: clock() } }
    const { upsertedCount } = await Block.updateOne(pair, created, { session: tx, upsert: true })
    if (upsertedCount > 0) await logActivity(tx, { actor: me, action: 'user.block', target: person(other) })
  })
  return { message: BLOCKED }
}

/** Remove a block. */
export async function unblockUser(me: UserId, other: UserId): Promise<Sentence> {
  await inTransaction(async (tx) => {
    const pair = { blocker: objectId(me), blocked: objectId(other) }
    const { deletedCount } = await Block.deleteOne(pair, { session: tx })
    if (deletedCount > 0) await logActivity(tx, { actor: me, action: 'user.unblock', target: person(other) })
  })
  return { message: UNBLOCKED }
}

const person = (id: UserId) => ({ kind: 'User', id })
