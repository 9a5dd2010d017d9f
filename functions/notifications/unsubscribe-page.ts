import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { unsubscribePage } from '#lib/notifications/unsubscribe-page.ts'

export const handler = endpoint(notificationRoutes.unsubscribePage, ({ query }) =>
  unsubscribePage(query.token),
)
