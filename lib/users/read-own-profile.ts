import type { UserRecord } from '#lib/model/user.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { ZERO } from '#lib/platform/piastres.ts'
import { toOwnProfileView } from '#lib/users/user.view.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

/** A user's own profile, with the amount that they can withdraw now. An empty wallet needs no query. */
export async function readOwnProfile(user: UserRecord) {
  if (!user.wallet || user.wallet.balance === 0) return toOwnProfileView(user, ZERO)
  const { withdrawable } = await fundsOf(idOf<'User'>(user._id))
  return toOwnProfileView(user, withdrawable)
}
