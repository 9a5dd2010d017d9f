import { queues as queuesByName } from '#functions/queues/queues.ts'
import { schedules as schedulesByName } from '#functions/schedules/schedules.ts'
import { socketRoutes as socketRoutesByName } from '#functions/websocket/websocket.routes.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'

/** Every schedule. */
export const schedules: readonly Schedule[] = Object.values(schedulesByName)

/** Every route of the WebSocket API. */
export const socketRoutes: readonly SocketRoute[] = Object.values(socketRoutesByName)

/** Every queue, each with the function behind it. */
export const queues: readonly Queue[] = Object.values(queuesByName)
