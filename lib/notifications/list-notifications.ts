import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import type { notificationSearch } from '#lib/notifications/notification.schemas.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
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
  const read = (stages: PipelineStage[]) => Notification.aggregate<NotificationRecord>(stages)
  const [page, unreadCount] = await Promise.all([
    readPage({ model: Notification, filter, order: { number: -1 }, search, read }),
    Notification.countDocuments({ user, read: false }),
  ])
  return { ...pageOf(page, (notification) => toNotificationView(notification, owner.locale)), unreadCount }
}
