import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { addDevice } from '#lib/notifications/devices.ts'

export const handler = endpoint(notificationRoutes.addDevice, ({ body, caller }) => addDevice(body, caller))
