import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { removeDevice } from '#lib/notifications/devices.ts'

export const handler = endpoint(notificationRoutes.forgetDevice, ({ body, caller }) =>
  removeDevice(body.token, caller.id),
)
