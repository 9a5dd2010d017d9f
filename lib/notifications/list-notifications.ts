import type * as z from 'zod'
import { Notification } from '#lib/notifications/notification.model.ts'
import type { notificationSearch } from '#lib/notifications/notification.schemas.ts'
import { showNotification } from '#lib/notifications/notification.view.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

interface Reader {
  readonly id: UserId
  readonly locale: Locale
}

/** One's notifications, newest first, with the number of unread ones; `unread` shows those alone. */
export async function listNotifications(search: z.output<typeof notificationSearch>, reader: Reader) {
  const user = objectId(reader.id)
  const found = { user, ...(search.unread && { read: search.unread === 'false' }) }
  const [notifications, items, unreadCount] = await Promise.all([
    Notification.find(found).sort({ number: -1 }).skip(skipped(search)).limit(search.limit).lean(),
    Notification.countDocuments(found),
    Notification.countDocuments({ user, read: false }),
  ])
  const shown = notifications.map((notification) => showNotification(notification, reader.locale))
  return { ...pageOf(shown, items, search), unreadCount }
}
