import { realTime } from '#lib/platform/clock.ts'
import { queueUrl } from '#lib/platform/config.ts'
import type {
  DatabaseWork,
  ErasureWork,
  GatewayOrder,
  GatewayQuery,
  WorkMessage,
} from '#lib/work/work-messages.ts'

/** A queue on which work is handed out. */
export interface WorkQueue<M extends WorkMessage = WorkMessage> {
  readonly url: () => Promise<string>
  /** The message of a task that schedules hand out. */
  readonly messageOf: (task: M['task'], ids: readonly string[]) => object
}

const byIds = (task: string, ids: readonly string[]): object => ({ task, ids })

/** Work on the database, and on files at the image store. */
export const workQueue: WorkQueue<DatabaseWork> = {
  url: () => queueUrl('work', 'work'),
  messageOf: byIds,
}

/** What gateways have not been told yet. */
export const orderQueue: WorkQueue<GatewayOrder> = {
  url: () => queueUrl('gatewayWork', 'gateway-orders'),
  messageOf: byIds,
}

/** What gateways are asked. */
export const queryQueue: WorkQueue<GatewayQuery> = {
  url: () => queueUrl('gatewayWork', 'gateway-queries'),
  messageOf: (task, ids) => ({ task, ids, handedOutAt: realTime().toISOString() }),
}

/** Accounts that are to be erased. */
export const erasureQueue: WorkQueue<ErasureWork> = {
  url: () => queueUrl('erasureWork', 'erasures'),
  messageOf: byIds,
}
