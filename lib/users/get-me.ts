import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/** Everything about oneself. Throws UNAUTHENTICATED for an account that was deleted since. */
export async function getMe(me: UserId) {
  const user = await User.findOne({ _id: me, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  return readOwnProfile(user)
}
