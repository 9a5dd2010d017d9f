import type { NotificationRecord } from '#lib/notifications/notification.model.ts'
import { showNotification } from '#lib/notifications/notification.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { User } from '#lib/users/user.model.ts'

/** A notification as a frame: its id is the notification's, its data what the list shows. */
export const frameOf = (notification: NotificationRecord, locale: Locale): Frame => ({
  type: 'notification',
  id: idOf<'Notification'>(notification._id),
  at: notification.createdAt.toISOString(),
  data: showNotification(notification, locale),
})

/** The language in which a user is told things: his own, else Arabic. */
export async function localeOf(user: NotificationRecord['user']): Promise<Locale> {
  const known = await User.findById(user, { locale: 1 }).lean()
  return known?.locale ?? 'ar'
}
