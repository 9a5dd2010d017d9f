import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listNotifications } from '#lib/notifications/list-notifications.ts'

export const handler = endpoint(notificationRoutes.listNotifications, ({ query, caller, request }) =>
  listNotifications(query, { id: caller.id, locale: request.requestedLocale ?? caller.locale ?? 'ar' }),
)
