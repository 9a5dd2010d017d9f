import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { User } from '#lib/users/user.model.ts'

/** Who reads a notification. */
export interface Reader {
  readonly email: string
  /** His own; Arabic where he never said. */
  readonly locale: Locale
}

/** The reader behind an id; null for one whose account is gone. */
export async function readerOf(userId: UserId): Promise<Reader | null> {
  const user = await User.findOne({ _id: userId, deletedAt: null }, { email: 1, locale: 1 }).lean()
  return user && { email: user.email, locale: user.locale ?? 'ar' }
}
