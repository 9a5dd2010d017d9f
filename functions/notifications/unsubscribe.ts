import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { unsubscribe } from '#lib/notifications/unsubscribe.ts'

export const handler = endpoint(notificationRoutes.unsubscribe, ({ query: { token, lang }, request }) =>
  unsubscribe({
    token,
    locale: lang ?? (request.html ? (request.requestedLocale ?? 'ar') : request.locale),
    html: request.html,
  }),
)
