import * as z from 'zod'
import { eventMessage } from '#lib/events/event-message.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'

/** More ids than this keep a function busy for too long. */
const MAX_IDS = 100

/** What the work is about: ids of documents, which the worker reads anew. */
const ids = z.array(idView).min(1).max(MAX_IDS)

const taskOf = <T extends string>(task: T) => z.strictObject({ task: z.literal(task), ids })

/** A question to a gateway. What was asked since it was handed out is not asked again: a late copy costs nothing. */
const queryOf = <T extends string>(task: T) =>
  z.strictObject({ task: z.literal(task), ids, handedOutAt: instantView })

/** `work`: work on the database, and on files at the image store. */
export const databaseWork = z.discriminatedUnion('task', [
  taskOf('applyDeadline'),
  taskOf('remindOfTimer'),
  taskOf('expireQuote'),
  taskOf('remindOfFees'),
  taskOf('releaseQuiet'),
  taskOf('applyDisputeSteps'),
  taskOf('announceReview'),
  taskOf('applyVerificationDue'),
  taskOf('sweepUploads'),
  taskOf('countJobs'),
  taskOf('countUsers'),
  taskOf('countDebts'),
  taskOf('countPayouts'),
  taskOf('countJournals'),
  taskOf('countPushes'),
  taskOf('forgetEvent'),
  taskOf('forgetNotification'),
  taskOf('refreshRecord'),
  taskOf('endSilentChargeback'),
  /** Finds one page of the people whom an event concerns, and hands them out. `ids` has the user to go on after. */
  z.strictObject({ task: z.literal('findAudience'), ids, event: eventMessage }),
  /** Tells users of an event. */
  z.strictObject({ task: z.literal('tellAudience'), ids, event: eventMessage }),
])

/** `gateway-orders`: what gateways (of payments, e-mail, sockets) have not been told yet. */
export const gatewayOrder = z.discriminatedUnion('task', [
  taskOf('sendPayout'),
  taskOf('sendRefund'),
  taskOf('sendUnbookedRefund'),
  taskOf('applyBanWork'),
])

/** `gateway-queries`: what gateways are asked, since they did not answer or have not decided yet. */
export const gatewayQuery = z.discriminatedUnion('task', [
  queryOf('followPayout'),
  queryOf('followRefund'),
  queryOf('askAboutPayment'),
  queryOf('expirePayment'),
])

/** `erasures`: accounts that are to be erased, one in a message, since much may belong to one; documents. */
export const erasureWork = z.discriminatedUnion('task', [taskOf('eraseAccount'), taskOf('forgetDocuments')])

export type ErasureWork = z.output<typeof erasureWork>
export type DatabaseWork = z.output<typeof databaseWork>
export type GatewayOrder = z.output<typeof gatewayOrder>
export type GatewayQuery = z.output<typeof gatewayQuery>
export type WorkMessage = DatabaseWork | GatewayOrder | GatewayQuery | ErasureWork
export type Task = WorkMessage['task']

/**
 * How many ids one message of a task has: as many as are done within a second or two. A gateway that is silent takes
 * 20 s for one, so there each is alone.
 */
export const IDS_PER_MESSAGE: Readonly<Record<Task, number>> = {
  applyDeadline: 10,
  remindOfTimer: 25,
  expireQuote: 10,
  remindOfFees: 25,
  releaseQuiet: 50,
  applyDisputeSteps: 10,
  announceReview: 25,
  applyVerificationDue: 25,
  sweepUploads: 1,
  countJobs: 50,
  countUsers: 50,
  countDebts: 50,
  countPayouts: 50,
  countJournals: 50,
  countPushes: 100,
  refreshRecord: 10,
  endSilentChargeback: 10,
  findAudience: 1,
  tellAudience: 50,
  sendPayout: 1,
  sendRefund: 1,
  sendUnbookedRefund: 1,
  applyBanWork: 1,
  followPayout: 1,
  followRefund: 1,
  askAboutPayment: 1,
  expirePayment: 1,
  eraseAccount: 1,
  forgetDocuments: 5,
  forgetEvent: 100,
  forgetNotification: 100,
}
