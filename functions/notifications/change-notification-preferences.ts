import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'

export const handler = endpoint(notificationRoutes.changeNotificationPreferences, ({ body, caller }) =>
  changePreferences(caller.id, body),
)
