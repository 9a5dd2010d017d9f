import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import { knockOf, socketEnds } from '#lib/http/socket.ts'
import { openSocket } from '#lib/realtime/open-socket.ts'

export const handler = socketEnds(socketRoutes.connect, (event) => openSocket(knockOf(event)))
