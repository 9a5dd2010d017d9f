import type { Channel, NotificationType } from '#lib/model/notification-types.ts'
import { Preferences } from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import { wantsChannel } from '#lib/notifications/channel-preferences.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The recipient of a notification. */
export interface Recipient {
  readonly email: string
  readonly firstName: string
  /** The user's own language; Arabic if they never chose one. */
  readonly locale: Locale
}

/**
 * Whom to send a notification of this type on this channel: null if the account is deleted, or if they have turned it
 * off since. Quiet hours and queues may have kept it for hours, and nobody understands mail after unsubscribing.
 */
export async function recipientOf(
  userId: UserId,
  { type, channel }: { readonly type: NotificationType; readonly channel: Channel },
): Promise<Recipient | null> {
  const [user, preferences] = await Promise.all([
    User.findOne({ _id: userId, deletedAt: null }, { email: 1, firstName: 1, locale: 1 }).lean(),
    Preferences.findById(objectId(userId), { channels: 1 }).lean(),
  ])
  if (!user || !wantsChannel(preferences?.channels ?? {}, type, channel)) return null
  return { email: user.email, firstName: user.firstName, locale: user.locale ?? 'ar' }
}
