import { logActivity } from '#lib/activity/log-activity.ts'
import { readManagedUser } from '#lib/administration/managed-user.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Set the labels of an account, which staff find it by. The same label twice counts once.
 * One transaction: the labels, the activity log. The account exists (USER_NOT_FOUND). Of two at once the later one
 * stays.
 */
export async function setTags(
  userId: UserId,
  { tags }: { readonly tags: readonly string[] },
  staff: Principal,
) {
  const user = await inTransaction(async (tx) => {
    await readManagedUser(userId, tx)
    const unique = [...new Set(tags)]
    await User.updateOne({ _id: userId }, { $set: { tags: unique, updatedAt: clock() } }, { session: tx })
    await logActivity(tx, {
      actor: staff.id,
      action: 'user.tag',
      target: { kind: 'User', id: userId },
      details: { count: unique.length },
    })
    return readManagedUser(userId, tx)
  })
  return toManagedUserView(user)
}
