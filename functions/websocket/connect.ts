import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import { connectionHandler, readHandshake } from '#lib/lambda/socket/connection-handler.ts'
import { openSocket } from '#lib/realtime/open-socket.ts'

export const handler = connectionHandler(socketRoutes.connect, (event) => openSocket(readHandshake(event)))
