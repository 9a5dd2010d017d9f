import { queues as named } from '#functions/queues/queues.ts'
import { schedules as timed } from '#functions/schedules/schedules.ts'
import { socketRoutes as sockets } from '#functions/websocket/websocket.routes.ts'
import type { Queue } from '#lib/http/define-queue.ts'
import type { Schedule } from '#lib/http/define-schedule.ts'
import type { SocketRoute } from '#lib/http/define-socket-routes.ts'

/** What runs without a request: every schedule. */
export const schedules: readonly Schedule[] = Object.values(timed)

/** The routes of the WebSocket API. */
export const socketRoutes: readonly SocketRoute[] = Object.values(sockets)

/** The queues, each with the function behind it. */
export const queues: readonly Queue[] = Object.values(named)
