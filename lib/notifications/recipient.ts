import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The recipient of a notification. */
export interface Recipient {
  readonly email: string
  readonly firstName: string
  /** The user's own language; Arabic if they never chose one. */
  readonly locale: Locale
}

/** The recipient with this id; null if the account is deleted. */
export async function recipientOf(userId: UserId): Promise<Recipient | null> {
  const user = await User.findOne(
    { _id: userId, deletedAt: null },
    { email: 1, firstName: 1, locale: 1 },
  ).lean()
  return user && { email: user.email, firstName: user.firstName, locale: user.locale ?? 'ar' }
}
