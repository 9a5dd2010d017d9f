import path from 'node:path'
import { queues, schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import { needsOf } from '#lib/lambda/http/needs-of.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import type { Need } from '#lib/platform/needs.ts'

/** One Lambda of the deployment, derived from the manifest: it is bundled, deployed and measured. */
export interface DeployedFunction {
  /** `quotes-accept-quote`: the folder of its bundle and the end of its name on AWS. */
  readonly id: string
  /** Its folder below `functions/`; also the name of its nested stack. */
  readonly area: string
  /** The file of its handler, relative to the root of the project. */
  readonly file: string
  /** In the characters that IAM and Lambda accept. */
  readonly summary: string
  readonly needs: readonly Need[]
  /** Package files that are copied beside its bundle. */
  readonly assets: readonly string[]
  readonly route?: Route
  readonly schedule?: Schedule
  readonly queue?: Queue
  readonly socketRoute?: SocketRoute
}

const toAscii = (summary: string): string =>
  summary
    .replaceAll('’', "'")
    .replaceAll('“', '"')
    .replaceAll('”', '"')
    .replaceAll(/[^\x20-\x7e]/g, '-')

export const ofRoute = (route: Route): DeployedFunction => ({
  id: `${route.area}-${toKebabCase(route.name)}`,
  area: route.area,
  file: path.join('functions', route.area, `${toKebabCase(route.name)}.ts`),
  summary: toAscii(route.summary),
  needs: needsOf(route),
  assets: route.assets ?? [],
  route,
})

export const ofSchedule = (schedule: Schedule): DeployedFunction => ({
  id: `schedules-${toKebabCase(schedule.name)}`,
  area: 'schedules',
  file: path.join('functions', 'schedules', `${toKebabCase(schedule.name)}.ts`),
  summary: toAscii(schedule.summary),
  needs: schedule.uses,
  assets: [],
  schedule,
})

export const ofQueue = (queue: Queue): DeployedFunction => ({
  id: `queues-${toKebabCase(queue.consumer)}`,
  area: 'queues',
  file: path.join('functions', 'queues', `${toKebabCase(queue.consumer)}.ts`),
  summary: toAscii(queue.summary),
  needs: queue.uses,
  assets: [],
  queue,
})

export const ofSocketRoute = (route: SocketRoute): DeployedFunction => ({
  id: `websocket-${route.name}`,
  area: 'websocket',
  file: path.join('functions', 'websocket', `${route.name}.ts`),
  summary: toAscii(route.summary),
  needs: route.uses,
  assets: [],
  socketRoute: route,
})

/** The function that API Gateway calls if no route matches. It is no route of the API, so it is not in the manifest. */
export const NO_SUCH_ROUTE: DeployedFunction = {
  id: 'docs-no-such-route',
  area: 'docs',
  file: path.join('functions', 'docs', 'no-such-route.ts'),
  summary: 'Answers a path that no route has',
  needs: [],
  assets: [],
}

/** What CloudFormation runs before new code gets traffic, behind a custom resource. */
export const BUILD_INDEXES: DeployedFunction = {
  id: 'deployment-build-indexes',
  area: 'deployment',
  file: path.join('functions', 'deployment', 'build-indexes.ts'),
  summary: 'Creates the collections and indexes that this version needs',
  needs: ['mongo'],
  assets: [],
}

/** What API Gateway asks, once an hour, whether requests come from CloudFront. Only a stage with EDGE has it. */
export const EDGE_GUARD: DeployedFunction = {
  id: 'deployment-check-edge',
  area: 'deployment',
  file: path.join('functions', 'deployment', 'check-edge.ts'),
  summary: 'Says whether a request came through CloudFront',
  needs: [],
  assets: [],
}

/** Functions that only some stages have. They are bundled with the others. */
export const optionalFunctions: readonly DeployedFunction[] = [EDGE_GUARD]

/** Every function that each deployment has. */
export const deployedFunctions: readonly DeployedFunction[] = [
  ...routes.map(ofRoute),
  ...schedules.map(ofSchedule),
  ...queues.map(ofQueue),
  ...socketRoutes.map(ofSocketRoute),
  NO_SUCH_ROUTE,
  BUILD_INDEXES,
]
