import { queues, schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'

/** The functions that a deployment has. Tests of the options deploy a part of them, since each costs time. */
export interface Manifest {
  readonly routes: readonly Route[]
  readonly queues: readonly Queue[]
  readonly schedules: readonly Schedule[]
  readonly socketRoutes: readonly SocketRoute[]
}

export const wholeManifest: Manifest = { routes, queues, schedules, socketRoutes }
