import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { forgetDevice } from '#lib/notifications/devices.ts'

export const handler = endpoint(notificationRoutes.forgetDevice, ({ body, caller }) =>
  forgetDevice(body.token, caller.id),
)
