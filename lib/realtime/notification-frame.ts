import type { NotificationRecord } from '#lib/model/notification.model.ts'
import { User } from '#lib/model/user.model.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Frame } from '#lib/realtime/frame.ts'

/** A notification as a frame: the id is the notification's, and the data are the same as in the list. */
export const frameOf = (notification: NotificationRecord, locale: Locale): Frame => ({
  type: 'notification',
  id: idOf<'Notification'>(notification._id),
  at: notification.createdAt.toISOString(),
  data: toNotificationView(notification, locale),
})

/** The language of a user's notifications: their own, or else Arabic. */
export async function localeOf(user: NotificationRecord['user']): Promise<Locale> {
  const known = await User.findById(user, { locale: 1 }).lean()
  return known?.locale ?? 'ar'
}
