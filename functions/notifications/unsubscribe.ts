import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { unsubscribe } from '#lib/notifications/unsubscribe.ts'

export const handler = endpoint(notificationRoutes.unsubscribe, ({ query, request }) =>
  unsubscribe(query.token, request.locale),
)
