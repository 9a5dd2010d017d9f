import { fail } from '#lib/errors/app-error.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { refuseBlocked } from '#lib/sessions/refuse-blocked.ts'
import { ownerOfRefreshToken, renewSession, type Tokens } from '#lib/sessions/session.ts'

/**
 * Trade a refresh token for a new pair.
 * 1. the token is ours (INVALID_REFRESH_TOKEN), and its owner is not blocked (ACCOUNT_BLOCKED)
 * 2. the session's generation goes up by one (INVALID_REFRESH_TOKEN if the session has ended)
 * A token that is used twice within 20 s gets the same pair both times: an answer was lost, or two tabs asked at once.
 * A later second use, or one after the new refresh token was used, ends the session.
 */
export async function refresh({ refreshToken }: { readonly refreshToken: string }): Promise<Tokens> {
  const owner = await ownerOfRefreshToken(refreshToken)
  const user = await User.findById(owner, {
    isBanned: 1,
    banReason: 1,
    bannedAt: 1,
    deletedAt: 1,
    lastActiveAt: 1,
  }).lean()
  if (!user || user.deletedAt) throw fail('INVALID_REFRESH_TOKEN')
  refuseBlocked(user)
  const tokens = await renewSession(refreshToken)
  await noteActivity(user, owner)
  return tokens
}

/** An app that stays signed in renews its tokens: that is how it is known that the account is in use, to the day. */
async function noteActivity(
  { lastActiveAt }: Pick<UserRecord, 'lastActiveAt'>,
  owner: UserId,
): Promise<void> {
  const now = clock()
  if (lastActiveAt && cairoDay(lastActiveAt) === cairoDay(now)) return
  await User.updateOne({ _id: owner }, { $set: { lastActiveAt: now } })
}
