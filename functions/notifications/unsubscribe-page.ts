import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { unsubscribePage } from '#lib/notifications/unsubscribe.ts'

export const handler = endpoint(notificationRoutes.unsubscribePage, ({ query: { token, lang }, request }) =>
  unsubscribePage({ token, locale: lang ?? request.requestedLocale ?? 'ar', html: request.html }),
)
