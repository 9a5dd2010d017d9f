import type * as z from 'zod'
import type { NotificationRecord } from '#lib/model/notification.model.ts'
import type { notificationView } from '#lib/notifications/notification.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A notification in its user's language. It is the same in the list and in a frame. */
export const toNotificationView = (
  { _id, type, words, data, read, createdAt }: NotificationRecord,
  locale: Locale,
): z.input<typeof notificationView> => ({
  id: idOf<'Notification'>(_id),
  type,
  ...words[locale],
  data,
  read,
  createdAt: createdAt.toISOString(),
})
