import path from 'node:path'
import { queues, schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import type { Queue } from '#lib/http/define-queue.ts'
import { kebab, type Route } from '#lib/http/define-route.ts'
import type { Schedule } from '#lib/http/define-schedule.ts'
import type { SocketRoute } from '#lib/http/define-socket-routes.ts'
import { needsOf } from '#lib/http/needs-of.ts'
import type { Need } from '#lib/platform/needs.ts'

/** One Lambda of the deployment, as the manifest has it: what is bundled, deployed and measured. */
export interface DeployedFunction {
  /** `quotes-accept-quote`: the folder of its bundle and the end of its name on AWS. */
  readonly id: string
  /** The folder below `functions/`, and the nested stack that it is in. */
  readonly area: string
  /** Its handler's file, from the root of the project. */
  readonly file: string
  /** In the letters that IAM and Lambda take. */
  readonly summary: string
  readonly needs: readonly Need[]
  /** Package files that are put beside its bundle. */
  readonly assets: readonly string[]
  readonly route?: Route
  readonly schedule?: Schedule
  readonly queue?: Queue
  readonly socketRoute?: SocketRoute
}

const plain = (summary: string): string =>
  summary
    .replaceAll('’', "'")
    .replaceAll('“', '"')
    .replaceAll('”', '"')
    .replaceAll(/[^\x20-\x7e]/g, '-')

export const ofRoute = (route: Route): DeployedFunction => ({
  id: `${route.area}-${kebab(route.name)}`,
  area: route.area,
  file: path.join('functions', route.area, `${kebab(route.name)}.ts`),
  summary: plain(route.summary),
  needs: needsOf(route),
  assets: route.assets ?? [],
  route,
})

export const ofSchedule = (schedule: Schedule): DeployedFunction => ({
  id: `schedules-${kebab(schedule.name)}`,
  area: 'schedules',
  file: path.join('functions', 'schedules', `${kebab(schedule.name)}.ts`),
  summary: plain(schedule.summary),
  needs: schedule.uses,
  assets: [],
  schedule,
})

export const ofQueue = (queue: Queue): DeployedFunction => ({
  id: `queues-${kebab(queue.consumer)}`,
  area: 'queues',
  file: path.join('functions', 'queues', `${kebab(queue.consumer)}.ts`),
  summary: plain(queue.summary),
  needs: queue.uses,
  assets: [],
  queue,
})

export const ofSocketRoute = (route: SocketRoute): DeployedFunction => ({
  id: `websocket-${route.name}`,
  area: 'websocket',
  file: path.join('functions', 'websocket', `${route.name}.ts`),
  summary: plain(route.summary),
  needs: route.uses,
  assets: [],
  socketRoute: route,
})

/** What API Gateway calls where no route matches; no route of the API, so not in the manifest. */
export const NO_SUCH_ROUTE: DeployedFunction = {
  id: 'docs-no-such-route',
  area: 'docs',
  file: path.join('functions', 'docs', 'no-such-route.ts'),
  summary: 'Answers a path that no route has',
  needs: [],
  assets: [],
}

/** Every function of the deployment. */
export const deployedFunctions: readonly DeployedFunction[] = [
  ...routes.map(ofRoute),
  ...schedules.map(ofSchedule),
  ...queues.map(ofQueue),
  ...socketRoutes.map(ofSocketRoute),
  NO_SUCH_ROUTE,
]
