import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/** The user's own profile. Throws UNAUTHENTICATED if the account was deleted since the login. */
export async function getMe(userId: UserId) {
  const user = await User.findOne({ _id: userId, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  return readOwnProfile(user)
}
