import * as z from 'zod'

/**
 * The domain events, each with a schema and a version.
 * A use case records them in its own transaction, and consumers receive them after the commit.
 * A new optional field keeps the version; any other change raises it.
 */
const id = z.string().regex(/^[0-9a-f]{24}$/)
const job = { jobId: id, clientId: id }
const payout = { payoutId: id, craftsmanId: id, amount: z.int() }

export const EVENTS = {
  'account.registered': { version: 1, data: z.strictObject({ userId: id, role: z.string() }) },
  'account.passwordChanged': {
    version: 1,
    data: z.strictObject({ userId: id, how: z.enum(['reset', 'change']) }),
  },
  'job.posted': { version: 1, data: z.strictObject({ ...job, category: z.string() }) },
  'job.edited': { version: 1, data: z.strictObject(job) },
  'job.status.changed': {
    version: 1,
    data: z.strictObject({
      ...job,
      craftsmanId: id.nullable(),
      contractId: id.nullable(),
      from: z.string(),
      to: z.string(),
      /** The name of the transition in the process table. */
      move: z.string(),
      /** The id of the user who made it; null if a timer did. */
      actorId: id.nullable(),
      reason: z.string().nullable(),
      /** The dispute that begins or ends with it. */
      disputeId: id.optional(),
    }),
  },
  'job.timer.nears': {
    version: 1,
    data: z.strictObject({ ...job, craftsmanId: id.nullable(), timer: z.string(), at: z.iso.datetime() }),
  },
  'quote.submitted': { version: 1, data: z.strictObject({ ...job, quoteId: id, craftsmanId: id }) },
  'quote.changed': { version: 1, data: z.strictObject({ ...job, quoteId: id, craftsmanId: id }) },
  'quote.withdrawn': { version: 1, data: z.strictObject({ ...job, quoteId: id, craftsmanId: id }) },
  'quote.accepted': {
    version: 1,
    data: z.strictObject({ ...job, quoteId: id, craftsmanId: id, contractId: id }),
  },
  'quote.expired': { version: 1, data: z.strictObject({ ...job, quoteId: id, craftsmanId: id }) },
  'invitation.sent': { version: 1, data: z.strictObject({ ...job, invitationId: id, craftsmanId: id }) },
  'invitation.answered': {
    version: 1,
    data: z.strictObject({
      ...job,
      invitationId: id,
      craftsmanId: id,
      response: z.enum(['Accepted', 'Rejected']),
    }),
  },
  'contract.confirmed': {
    version: 1,
    data: z.strictObject({
      ...job,
      contractId: id,
      craftsmanId: id,
      by: z.enum(['client', 'silence', 'staff']),
    }),
  },
  'message.sent': {
    version: 1,
    data: z.strictObject({ ...job, craftsmanId: id, messageId: id, fromId: id, toId: id }),
  },
  'message.read': {
    version: 1,
    data: z.strictObject({ ...job, craftsmanId: id, readerId: id, writerId: id }),
  },
  'payment.captured': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable(), amount: z.int() }),
  },
  'payment.failed': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable() }),
  },
  'payment.expired': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable() }),
  },
  'payment.refunded': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable(), refundId: id, amount: z.int() }),
  },
  'payment.refund.refused': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable(), refundId: id, amount: z.int() }),
  },
  'payment.chargedBack': {
    version: 1,
    data: z.strictObject({ paymentId: id, payerId: id, jobId: id.nullable(), amount: z.int() }),
  },
  'payment.refund.opened': {
    version: 1,
    data: z.strictObject({
      paymentId: id,
      payerId: id,
      jobId: id.nullable(),
      refundId: id,
      amount: z.int(),
    }),
  },
  /** A craftsman's earnings from a job are in their wallet. */
  'payment.released': {
    version: 1,
    data: z.strictObject({ ...job, contractId: id, craftsmanId: id, amount: z.int() }),
  },
  /** A craftsman's fee debt passed the warning mark. */
  'fee.warning': {
    version: 1,
    data: z.strictObject({ craftsmanId: id, owed: z.int(), limit: z.int() }),
  },
  /** A reminder of fees that have been due for `days` days. */
  'fee.reminder': {
    version: 1,
    data: z.strictObject({ craftsmanId: id, owed: z.int(), days: z.int() }),
  },
  'payout.requested': { version: 1, data: z.strictObject(payout) },
  'payout.paid': { version: 1, data: z.strictObject(payout) },
  'payout.failed': { version: 1, data: z.strictObject({ ...payout, reason: z.string().nullable() }) },
  'dispute.opened': {
    version: 1,
    data: z.strictObject({
      ...job,
      craftsmanId: id.nullable(),
      contractId: id.nullable(),
      disputeId: id,
      /** null if the platform opened it. */
      openedById: id.nullable(),
    }),
  },
  'dispute.resolved': {
    version: 1,
    data: z.strictObject({
      ...job,
      craftsmanId: id.nullable(),
      contractId: id.nullable(),
      disputeId: id,
      decision: z.enum(['Completed', 'Cancelled', 'Withdrawn']),
      clientAmount: z.int(),
      craftsmanAmount: z.int(),
    }),
  },
  'contract.voided': { version: 1, data: z.strictObject({ ...job, contractId: id, craftsmanId: id }) },
} as const

export type EventType = keyof typeof EVENTS
export type EventData<T extends EventType> = z.input<(typeof EVENTS)[T]['data']>
