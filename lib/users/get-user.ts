import { reliabilityOf } from '#lib/contracts/reliability.ts'
import { RATING_FIELDS } from '#lib/embedded/current-rating.ts'
import { shownUser } from '#lib/embedded/shown-user.ts'
import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { toPublicProfileView } from '#lib/users/public-profile.view.ts'

const SHOWN = {
  role: 1,
  firstName: 1,
  lastName: 1,
  profilePicture: 1,
  location: 1,
  craftsmanInfo: 1,
  ...RATING_FIELDS,
  completedJobs: 1,
  createdAt: 1,
} as const

/** The public profile of a client or a craftsman. Staff and deleted accounts have none (USER_NOT_FOUND). */
export async function getUser(userId: UserId) {
  const user = await User.findOne(shownUser(userId), SHOWN).lean()
  if (!user) throw fail('USER_NOT_FOUND')
  const reliability = user.role === 'Craftsman' ? await reliabilityOf(userId) : undefined
  return toPublicProfileView(user, reliability)
}
