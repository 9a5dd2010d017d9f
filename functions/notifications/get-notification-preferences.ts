import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { readPreferences } from '#lib/notifications/preferences.ts'

export const handler = endpoint(notificationRoutes.getNotificationPreferences, ({ caller }) =>
  readPreferences(caller.id),
)
