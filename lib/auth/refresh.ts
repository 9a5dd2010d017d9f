import { ownerOfRefreshToken, renewSession, type Tokens } from '#lib/auth/session.ts'
import { fail } from '#lib/errors/app-error.ts'
import { refuseBlocked } from '#lib/users/blocked.ts'
import { User } from '#lib/users/user.model.ts'

/**
 * Trade a refresh token for a new pair.
 * 1. the token is ours (INVALID_REFRESH_TOKEN), and its owner is not blocked (ACCOUNT_BLOCKED)
 * 2. the session moves on by one (INVALID_REFRESH_TOKEN for one that has ended)
 * Of two uses of one token at once, one is answered; a second use, at once or later, ends the session.
 */
export async function refresh({ refreshToken }: { readonly refreshToken: string }): Promise<Tokens> {
  const owner = await ownerOfRefreshToken(refreshToken)
  const user = await User.findById(owner, { isBanned: 1, banReason: 1, bannedAt: 1, deletedAt: 1 }).lean()
  if (!user || user.deletedAt) throw fail('INVALID_REFRESH_TOKEN')
  refuseBlocked(user)
  return renewSession(refreshToken)
}
