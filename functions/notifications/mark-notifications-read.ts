import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { markRead } from '#lib/notifications/mark-read.ts'

export const handler = endpoint(notificationRoutes.markNotificationsRead, ({ body, caller }) =>
  markRead(body, caller.id),
)
