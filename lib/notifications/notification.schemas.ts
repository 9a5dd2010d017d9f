import * as z from 'zod'
import { NOTIFICATION_TYPES } from '#lib/model/notification-types.ts'
import { flagInQuery, id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { NotificationId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'

export const notificationView = z
  .strictObject({
    id: idView,
    type: z.enum(NOTIFICATION_TYPES),
    title: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.string()),
    read: z.boolean(),
    createdAt: instantView,
  })
  .meta({ id: 'Notification' })

/** A page of notifications, with the number of unread ones. */
export const notificationList = listOf(notificationView).extend({ unreadCount: z.int() })

export const notificationSearch = listQuery({ unread: flagInQuery.optional() })

/** Which notifications to mark: some, or all. */
export const markRead = z.union([
  z.strictObject({ ids: z.array(id<NotificationId>()).min(1).max(100) }),
  z.strictObject({ all: z.literal(true) }),
])

export const markedRead = z.strictObject({ unreadCount: z.int() })
