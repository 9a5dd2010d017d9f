import type * as z from 'zod'
import type { NotificationRecord } from '#lib/notifications/notification.model.ts'
import type { notificationView } from '#lib/notifications/notification.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A notification as its user reads it, in his language; the same in the list, in a frame and in a push. */
export const showNotification = (
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
