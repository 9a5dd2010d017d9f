import { type Manifest, wholeManifest } from '#infra/manifest.ts'

/** What may differ between two functions behind the API: an area with the default route, a throttle, memory, files. */
const ROUTES = ['health', 'login', 'listActivity']

/** A part of the manifest with each kind of function: a route of each of a few kinds, a queue, a schedule, the sockets. */
export function smallManifest(): Manifest {
  const { routes, queues, schedules, socketRoutes } = wholeManifest
  return {
    routes: routes.filter(({ name }) => ROUTES.includes(name)),
    queues: queues.slice(0, 1),
    schedules: schedules.slice(0, 1),
    socketRoutes,
  }
}
