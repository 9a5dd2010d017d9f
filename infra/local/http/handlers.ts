import { NO_SUCH_ROUTE, ofQueue, ofRoute, ofSchedule } from '#infra/functions.ts'
import { BrokenHandlersError, faultOf } from '#infra/local/http/fault.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import type { HttpHandler } from '#lib/lambda/http/http-event.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { ScheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

const root = new URL('../../../', import.meta.url)

export interface Handlers {
  readonly http: ReadonlyMap<string, HttpHandler>
  readonly schedules: ReadonlyMap<string, ScheduleHandler>
  /** By the queue's name. */
  readonly queues: ReadonlyMap<string, QueueHandler>
  readonly noSuchRoute: HttpHandler
}

/** Loads every handler of the manifest. Throws BrokenHandlersError, which names all that cannot be loaded. */
export async function loadHandlers(
  routes: readonly Route[],
  schedules: readonly Schedule[],
  queues: readonly Queue[] = [],
): Promise<Handlers> {
  const faults: string[] = []
  const http = new Map<string, HttpHandler>()
  const scheduleHandlers = new Map<string, ScheduleHandler>()
  const queueHandlers = new Map<string, QueueHandler>()
  const loadInto = async <H>(handlers: Map<string, H>, name: string, file: string): Promise<void> => {
    await loadHandler<H>(file).then(
      (handler) => handlers.set(name, handler),
      (error: unknown) => faults.push(`${file} cannot be loaded.\n${faultOf(error)}`),
    )
  }
  for (const route of routes) await loadInto(http, route.name, ofRoute(route).file)
  for (const schedule of schedules) await loadInto(scheduleHandlers, schedule.name, ofSchedule(schedule).file)
  for (const queue of queues) await loadInto(queueHandlers, queue.name, ofQueue(queue).file)
  if (faults.length > 0) throw new BrokenHandlersError(faults.join('\n'))
  return {
    http,
    schedules: scheduleHandlers,
    queues: queueHandlers,
    noSuchRoute: await loadHandler<HttpHandler>(NO_SUCH_ROUTE.file),
  }
}

/** Loads one handler by its file, which is relative to the root of the project. */
export async function loadHandler<H>(file: string): Promise<H> {
  const { handler } = (await import(new URL(file, root).href)) as { handler?: unknown }
  if (typeof handler !== 'function') throw new TypeError(`It exports no function named handler.`)
  return handler as H
}
