import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import { socketEnds } from '#lib/http/socket.ts'
import { forgetSocket } from '#lib/realtime/forget-socket.ts'

export const handler = socketEnds(socketRoutes.disconnect, (event) =>
  forgetSocket(event.requestContext.connectionId),
)
