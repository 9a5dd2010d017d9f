import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import { connectionHandler } from '#lib/lambda/socket/connection-handler.ts'
import { removeConnection } from '#lib/realtime/remove-connection.ts'

export const handler = connectionHandler(socketRoutes.disconnect, (event) =>
  removeConnection(event.requestContext.connectionId),
)
