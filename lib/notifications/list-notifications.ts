import type * as z from 'zod'
import { Notification } from '#lib/model/notification.model.ts'
import type { notificationSearch } from '#lib/notifications/notification.schemas.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import { pageOf, skipOf } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

interface NotificationOwner {
  readonly id: UserId
  readonly locale: Locale
}

/**
 * A user's own notifications, newest first, with the number of unread ones. `unread` filters by whether they are
 * read.
 */
export async function listNotifications(
  search: z.output<typeof notificationSearch>,
  owner: NotificationOwner,
) {
  const user = objectId(owner.id)
  const filter = { user, ...(search.unread !== undefined && { read: !search.unread }) }
  const [notifications, items, unreadCount] = await Promise.all([
    Notification.find(filter).sort({ number: -1 }).skip(skipOf(search)).limit(search.limit).lean(),
    Notification.countDocuments(filter),
    Notification.countDocuments({ user, read: false }),
  ])
  const shown = notifications.map((notification) => toNotificationView(notification, owner.locale))
  return { ...pageOf(shown, items, search), unreadCount }
}
