import * as z from 'zod'
import { eventMessage } from '#lib/events/event-message.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'
import type { QueueName } from '#lib/platform/queue-names.ts'

/** More ids than this keep a function busy for too long. */
const MAX_IDS = 100

/** What the work is about: ids of documents, which the worker reads anew. */
const ids = z.array(idView).min(1).max(MAX_IDS)

const taskOf = <T extends string>(task: T) => z.strictObject({ task: z.literal(task), ids })

/** A question to a gateway. What was asked since it was handed out is not asked again: a late copy costs nothing. */
const queryOf = <T extends string>(task: T) =>
  z.strictObject({ task: z.literal(task), ids, handedOutAt: instantView })

/** `work`: work on the database alone. */
export const databaseWork = z.discriminatedUnion('task', [
  taskOf('applyDeadline'),
  taskOf('remindOfTimer'),
  taskOf('expireQuote'),
  taskOf('remindOfFees'),
  taskOf('releaseQuiet'),
  /** Finds one page of the people whom an event concerns, and hands them out. `ids` has the user to go on after. */
  z.strictObject({ task: z.literal('findAudience'), ids, event: eventMessage }),
  /** Tells users of an event. */
  z.strictObject({ task: z.literal('tellAudience'), ids, event: eventMessage }),
])

/** `gateway-orders`: what gateways have not been told yet. */
export const gatewayOrder = z.discriminatedUnion('task', [
  taskOf('sendPayout'),
  taskOf('sendRefund'),
  taskOf('sendUnbookedRefund'),
])

/** `gateway-queries`: what gateways are asked, since they did not answer or have not decided yet. */
export const gatewayQuery = z.discriminatedUnion('task', [
  queryOf('followPayout'),
  queryOf('followRefund'),
  queryOf('askAboutPayment'),
  queryOf('expirePayment'),
])

export type DatabaseWork = z.output<typeof databaseWork>
export type GatewayOrder = z.output<typeof gatewayOrder>
export type GatewayQuery = z.output<typeof gatewayQuery>
export type WorkMessage = DatabaseWork | GatewayOrder | GatewayQuery
export type Task = WorkMessage['task']

/**
 * The queue of each task, and how many ids one message has: as many as are done within a second or two. A gateway that
 * is silent takes 20 s for one, so there each is alone.
 */
export const TASKS = {
  applyDeadline: { queue: 'work', perMessage: 10 },
  remindOfTimer: { queue: 'work', perMessage: 25 },
  expireQuote: { queue: 'work', perMessage: 10 },
  remindOfFees: { queue: 'work', perMessage: 25 },
  releaseQuiet: { queue: 'work', perMessage: 50 },
  findAudience: { queue: 'work', perMessage: 1 },
  tellAudience: { queue: 'work', perMessage: 50 },
  sendPayout: { queue: 'gateway-orders', perMessage: 1 },
  sendRefund: { queue: 'gateway-orders', perMessage: 1 },
  sendUnbookedRefund: { queue: 'gateway-orders', perMessage: 1 },
  followPayout: { queue: 'gateway-queries', perMessage: 1 },
  followRefund: { queue: 'gateway-queries', perMessage: 1 },
  askAboutPayment: { queue: 'gateway-queries', perMessage: 1 },
  expirePayment: { queue: 'gateway-queries', perMessage: 1 },
} as const satisfies Record<Task, { queue: QueueName<'work' | 'gatewayWork'>; perMessage: number }>

/** The tasks of the queue on which gateways are asked. */
export const isQuery = (task: Task): task is GatewayQuery['task'] => TASKS[task].queue === 'gateway-queries'

/** Tasks that schedules hand out by ids alone. */
export type ScheduledTask = Exclude<Task, 'findAudience' | 'tellAudience'>
