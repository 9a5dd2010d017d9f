import { RATING_FIELDS } from '#lib/embedded/current-rating.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { type Piastres, ZERO } from '#lib/platform/piastres.ts'
import { toOwnProfileView } from '#lib/users/user.view.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

/**
 * A user's own profile, with the amount that they can withdraw now and their rating of this instant, which is read in one
 * piece. An empty wallet needs no query.
 */
export async function readOwnProfile(user: UserRecord) {
  const [withdrawable, figures] = await Promise.all([
    withdrawableOf(user),
    User.findById(user._id, RATING_FIELDS).lean(),
  ])
  return toOwnProfileView({ ...user, ...figures }, withdrawable)
}

async function withdrawableOf(user: UserRecord): Promise<Piastres> {
  if (!user.wallet || user.wallet.balance === 0) return ZERO
  return (await fundsOf(idOf<'User'>(user._id))).withdrawable
}
