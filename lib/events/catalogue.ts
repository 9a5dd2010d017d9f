import * as z from 'zod'
import { APPROVAL_KINDS } from '#lib/model/approval-status.ts'
import { GATEWAYS } from '#lib/model/gateway-names.ts'
import { CHARGEBACK_FAULTS } from '#lib/model/payment-status.ts'
import { PAYOUT_PURPOSES } from '#lib/model/payout-status.ts'
import { REPORT_OUTCOMES, REPORT_TARGETS } from '#lib/model/report-targets.ts'

/**
 * The domain events, each with a schema and a version.
 * A use case records them in its own transaction, and consumers receive them after the commit.
 * A new optional field keeps the version; any other change raises it.
 */
const id = z.string().regex(/^[0-9a-f]{24}$/)
const job = { jobId: id, clientId: id }
const dispute = { ...job, craftsmanId: id.nullable(), contractId: id.nullable(), disputeId: id }
const strike = { ...job, craftsmanId: id.nullable(), strikeId: id, userId: id }
/** Those of paymentIdsOf. */
const payment = { paymentId: id, payerId: id, jobId: id.nullable() }
const verification = { verificationId: id, craftsmanId: id }
/** Those of reviewIdsOf. No event has a rating or a text of a review. */
const review = { ...job, contractId: id, craftsmanId: id, reviewId: id, reviewerId: id, revieweeId: id }
const payout = { payoutId: id, craftsmanId: id, amount: z.int() }

export const EVENTS = {
  'account.registered': { version: 1, data: z.strictObject({ userId: id, role: z.string() }) },
  'account.passwordChanged': {
    version: 1,
    data: z.strictObject({ userId: id, how: z.enum(['reset', 'change']) }),
  },
  /** Staff blocked an account, or ended that. Why is in the account alone. */
  'account.banned': { version: 1, data: z.strictObject({ userId: id, byId: id }) },
  'account.unbanned': { version: 1, data: z.strictObject({ userId: id, byId: id }) },
  /** Somebody asked for the erasure of their account. It is due then, unless they take it back. */
  'account.deletionRequested': {
    version: 1,
    data: z.strictObject({ userId: id, dueAt: z.iso.datetime().optional() }),
  },
  /** Something began to block an erasure that was due: it is tried again each day. */
  'account.deletionPostponed': { version: 1, data: z.strictObject({ userId: id }) },
  /** An account was closed for good and its data are being erased: whoever has copies of them erases them too. */
  'account.erased': { version: 1, data: z.strictObject({ userId: id }) },
  /** An admin wants to do something that another admin has to approve. */
  'approval.asked': {
    version: 1,
    data: z.strictObject({ approvalId: id, askedById: id, kind: z.enum(APPROVAL_KINDS) }),
  },
  'job.posted': { version: 1, data: z.strictObject({ ...job, category: z.string() }) },
  'job.edited': { version: 1, data: z.strictObject(job) },
  'job.status.changed': {
    version: 2,
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
    data: z.strictObject({ ...payment, amount: z.int() }),
  },
  'payment.failed': {
    version: 1,
    data: z.strictObject(payment),
  },
  'payment.expired': {
    version: 1,
    data: z.strictObject(payment),
  },
  'payment.refunded': {
    version: 1,
    data: z.strictObject({ ...payment, refundId: id, amount: z.int() }),
  },
  'payment.refund.refused': {
    version: 1,
    data: z.strictObject({ ...payment, refundId: id, amount: z.int() }),
  },
  'payment.chargedBack': {
    version: 1,
    data: z.strictObject({ ...payment, amount: z.int() }),
  },
  /** The bank decided about a chargeback: it returned the money to us (`won`), or does not (`lost`). */
  'payment.chargeback.ended': {
    version: 1,
    data: z.strictObject({ ...payment, amount: z.int(), outcome: z.enum(['won', 'lost']) }),
  },
  /** The gateway refunded something that we did not order. `amount` is null where nobody knows how much. */
  'payment.refundedElsewhere': {
    version: 1,
    data: z.strictObject({ ...payment, amount: z.int().nullable() }),
  },
  /** Another amount arrived than was asked for, or in another currency: it goes back. In its smallest unit. */
  'payment.mismatched': {
    version: 1,
    data: z.strictObject({
      ...payment,
      amount: z.int(),
      currency: z.string(),
    }),
  },
  /** Staff decided who bears a chargeback that came after the release. `amount`: what the craftsman bears. */
  'payment.chargeback.decided': {
    version: 1,
    data: z.strictObject({
      ...job,
      paymentId: id,
      craftsmanId: id,
      fault: z.enum(CHARGEBACK_FAULTS),
      amount: z.int(),
    }),
  },
  /** The bank gave back a chargeback that a craftsman had to bear. */
  'payment.chargeback.returned': {
    version: 1,
    data: z.strictObject({ ...job, paymentId: id, craftsmanId: id, amount: z.int() }),
  },
  /** A refund is not confirmed after many tries. It is recorded at most once a day. */
  'payment.refund.stuck': {
    version: 1,
    data: z.strictObject({
      ...payment,
      refundId: id,
      amount: z.int(),
      gateway: z.enum(GATEWAYS),
    }),
  },
  'payment.refund.opened': {
    version: 1,
    data: z.strictObject({
      ...payment,
      refundId: id,
      amount: z.int(),
    }),
  },
  /** A craftsman's earnings from a job are in their wallet. */
  'payment.released': {
    version: 1,
    data: z.strictObject({
      ...job,
      contractId: id,
      craftsmanId: id,
      amount: z.int(),
      isVisitFee: z.boolean().optional(),
    }),
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
  /** `craftsmanId` is the payee: for a refund, its payer. */
  'payout.failed': {
    version: 1,
    data: z.strictObject({
      ...payout,
      purpose: z.enum(PAYOUT_PURPOSES).optional(),
      reason: z.string().nullable(),
    }),
  },
  /** The bank sent back a payout that it had paid. */
  'payout.returned': {
    version: 1,
    data: z.strictObject({ ...payout, purpose: z.enum(PAYOUT_PURPOSES), reason: z.string() }),
  },
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
      /** What the platform took out of the craftsman's part. */
      fee: z.int().optional(),
      /** What the platform bears after an appeal, because a refund has gone. */
      borne: z.int().optional(),
      /** null: nobody can appeal. */
      appealUntil: z.iso.datetime().nullable().optional(),
    }),
  },
  /** So many accounts differ from the journals, and the names of two. At most once a day for the same differences. */
  'ledger.differs': { version: 1, data: z.strictObject({ count: z.int(), accounts: z.string() }) },
  /** A craftsman asks for verification. Its documents follow it. */
  'verification.submitted': { version: 1, data: z.strictObject(verification) },
  'verification.approved': { version: 1, data: z.strictObject(verification) },
  'verification.rejected': { version: 1, data: z.strictObject(verification) },
  /** A document that it rests on runs out in so many days. */
  'verification.expiring': { version: 1, data: z.strictObject({ ...verification, days: z.int() }) },
  'verification.expired': { version: 1, data: z.strictObject(verification) },
  /** A party or staff added evidence. */
  'dispute.evidence': { version: 1, data: z.strictObject({ ...dispute, byId: id }) },
  /** A party has not answered yet, and the time for it ends soon. */
  'dispute.answer.nears': {
    version: 1,
    data: z.strictObject({ ...dispute, userId: id, at: z.iso.datetime() }),
  },
  /** What staff are told of by the clock of a dispute. */
  'dispute.clock': {
    version: 1,
    data: z.strictObject({
      ...dispute,
      step: z.enum(['answerDue', 'escalation', 'decisionNears', 'overdue']),
      dueBy: z.iso.datetime(),
    }),
  },
  /** A party appeals against a decision. */
  'dispute.appealed': { version: 1, data: z.strictObject({ ...dispute, byId: id }) },
  'strike.recorded': { version: 1, data: z.strictObject(strike) },
  'strike.appealed': { version: 1, data: z.strictObject(strike) },
  'strike.lifted': { version: 1, data: z.strictObject(strike) },
  'report.filed': {
    version: 1,
    data: z.strictObject({
      reportId: id,
      reporterId: id,
      targetType: z.enum(REPORT_TARGETS),
      targetId: id,
      /** The job that was reported, or that the reported message belongs to. */
      jobId: id.nullable(),
    }),
  },
  /** Staff resolved every open report of a target. */
  'report.resolved': {
    version: 1,
    data: z.strictObject({
      reportId: id,
      outcome: z.enum(REPORT_OUTCOMES),
      targetType: z.enum(REPORT_TARGETS),
      targetId: id,
      jobId: id.nullable(),
    }),
  },
  /** Staff warned somebody, in writing. */
  'user.warned': {
    version: 1,
    data: z.strictObject({ userId: id, targetType: z.enum(REPORT_TARGETS), reason: z.string() }),
  },
  /** Staff took away what somebody wrote or showed. */
  'content.removed': {
    version: 1,
    data: z.strictObject({ userId: id, targetType: z.enum(REPORT_TARGETS), reason: z.string() }),
  },
  /** Both reviews of a contract are in, or its days for reviews are over: everybody sees this one. */
  'review.revealed': { version: 1, data: z.strictObject(review) },
  'review.replied': { version: 1, data: z.strictObject(review) },
  'review.hidden': { version: 1, data: z.strictObject({ ...review, reason: z.string() }) },
  'review.restored': { version: 1, data: z.strictObject({ ...review, reason: z.string() }) },
  'contract.voided': { version: 1, data: z.strictObject({ ...job, contractId: id, craftsmanId: id }) },
} as const

export type EventType = keyof typeof EVENTS
export type EventData<T extends EventType> = z.input<(typeof EVENTS)[T]['data']>
