import { NOTHING } from '#lib/money/piastres.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { UserRecord } from '#lib/users/user.model.ts'
import { ownProfile } from '#lib/users/user.view.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

/** A user as he sees himself, with what he can withdraw as of now; an empty wallet needs no look. */
export async function readOwnProfile(user: UserRecord) {
  if (!user.wallet || user.wallet.balance === 0) return ownProfile(user, NOTHING)
  const { withdrawable } = await fundsOf(idOf<'User'>(user._id))
  return ownProfile(user, withdrawable)
}
