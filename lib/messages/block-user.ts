import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Block } from '#lib/model/block.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

/** Block a user: neither of the two can write to the other. A second block changes nothing. Throws USER_NOT_FOUND. */
export async function blockUser(me: UserId, other: UserId): Promise<{ message: string }> {
  if (me === other || !(await User.exists({ _id: other, deletedAt: null }))) throw fail('USER_NOT_FOUND')
  const pair = { blocker: objectId(me), blocked: objectId(other) }
  const created = { $setOnInsert: { createdAt: clock() } }
  await inTransaction(async (tx) => {
    const { upsertedCount } = await Block.updateOne(pair, created, { upsert: true, session: tx })
    if (upsertedCount > 0) await logBlock(tx, 'user.block', me, other)
  })
  return { message: 'You will get no more messages from this person' }
}

/** Remove a block. */
export async function unblockUser(me: UserId, other: UserId): Promise<{ message: string }> {
  await inTransaction(async (tx) => {
    const { deletedCount } = await Block.deleteOne(
      { blocker: objectId(me), blocked: objectId(other) },
      { session: tx },
    )
    if (deletedCount > 0) await logBlock(tx, 'user.unblock', me, other)
  })
  return { message: 'You can write to each other again' }
}

const logBlock = (tx: ClientSession, action: 'user.block' | 'user.unblock', me: UserId, other: UserId) =>
  logActivity(tx, { actor: me, action, target: { kind: 'User', id: other } })
