import type { Role } from '#lib/model/role.ts'
import type {
  ContractId,
  DisputeId,
  DocumentId,
  FaqAskId,
  Id,
  InvitationId,
  JobId,
  MessageId,
  PaymentId,
  PayoutAccountId,
  PayoutBatchId,
  PayoutId,
  QuoteId,
  RefundId,
  ReportId,
  ReviewId,
  ServiceId,
  StrikeId,
  UserId,
  VerificationId,
} from '#lib/platform/ids.ts'

const idsOfGroup =
  <I extends string>(group: number) =>
  (number: number) =>
    `65a${String(group).padStart(19, '0')}${String(number).padStart(2, '0')}` as I

/** The fixed ids of the demo data, by the number of each record in its collection. */
const userId = idsOfGroup<UserId>(0)
export const serviceId = idsOfGroup<ServiceId>(1)
export const jobId = idsOfGroup<JobId>(2)
export const quoteId = idsOfGroup<QuoteId>(3)
export const invitationId = idsOfGroup<InvitationId>(4)
export const contractId = idsOfGroup<ContractId>(5)
export const disputeId = idsOfGroup<DisputeId>(31)
export const evidenceId = idsOfGroup<Id<'Evidence'>>(37)
export const strikeId = idsOfGroup<StrikeId>(38)
export const paymentId = idsOfGroup<PaymentId>(8)
export const refundId = idsOfGroup<RefundId>(9)
export const payoutId = idsOfGroup<PayoutId>(21)
export const payoutAccountId = idsOfGroup<PayoutAccountId>(22)
export const payoutBatchId = idsOfGroup<PayoutBatchId>(23)
export const verificationId = idsOfGroup<VerificationId>(32)
export const documentId = idsOfGroup<DocumentId>(33)
export const reviewId = idsOfGroup<ReviewId>(6)
export const reportId = idsOfGroup<ReportId>(36)
export const faqAskId = idsOfGroup<FaqAskId>(43)
export const messageId = idsOfGroup<MessageId>(7)
export const approvalId = idsOfGroup<Id<'Approval'>>(42)
export const segmentId = idsOfGroup<Id<'Segment'>>(41)

export interface DemoPerson {
  readonly id: UserId
  readonly email: string
  readonly role: Role
}

const person = (name: string, number: number, role: Role): DemoPerson => ({
  id: userId(number),
  email: `${name}@craftworks.example`,
  role,
})

/** The people and jobs of the demo data, by the names that sample events, tests and the console use. */
export const DEMO = {
  password: 'Craftworks-demo-1',
  people: {
    admin: person('admin', 1, 'Admin'),
    moderator: person('moderator', 2, 'Moderator'),
    client1: person('client1', 11, 'Client'),
    client2: person('client2', 12, 'Client'),
    /** A client whose account is blocked. */
    blocked: person('blocked', 13, 'Client'),
    craftsman1: person('craftsman1', 21, 'Craftsman'),
    craftsman2: person('craftsman2', 22, 'Craftsman'),
    craftsman3: person('craftsman3', 23, 'Craftsman'),
    craftsman4: person('craftsman4', 24, 'Craftsman'),
    craftsman5: person('craftsman5', 25, 'Craftsman'),
    craftsman6: person('craftsman6', 26, 'Craftsman'),
    craftsman7: person('craftsman7', 27, 'Craftsman'),
    craftsman8: person('craftsman8', 28, 'Craftsman'),
  },
  jobs: {
    /** Posted, Cash; craftsman2's invitation is pending. */
    posted: jobId(1),
    /** Quoted, Cash; open quotes of craftsman1 (01) and craftsman3 (02). */
    quoted: jobId(2),
    /** Hired, Cash: craftsman1. */
    hired: jobId(3),
    /** Hired, Escrow, not paid yet: craftsman1. */
    unpaid: jobId(4),
    /** On The Way, Cash: craftsman1. */
    onTheWay: jobId(5),
    /** Completed by craftsman1, Cash; the client has not confirmed. */
    awaiting: jobId(6),
    /** Completed and confirmed, Cash: craftsman1. Staff decided a dispute about it; it can be appealed against. */
    confirmed: jobId(7),
    /** Cancelled, Cash: craftsman1 gave the visit up. */
    cancelled: jobId(8),
    /** Posted by client2, Escrow, Electrical. */
    ofOtherClient: jobId(9),
    /** Posted, Cash; craftsman1's invitation is pending, craftsman5 may quote. */
    inviting: jobId(10),
    /** Disputed, Cash: craftsman1. */
    disputed: jobId(11),
    /** Completed by craftsman4 for client2, Escrow: paid and released. */
    released: jobId(12),
    /** The same; the bank of client2 took the payment back later. */
    chargedBack: jobId(13),
    /** Completed and confirmed, Cash: craftsman1. client1 has reviewed, and nobody else sees it yet. */
    halfReviewed: jobId(14),
    /** The same, and both have reviewed. Staff have hidden what craftsman1 wrote. */
    reviewed: jobId(15),
  },
} as const

export type DemoName = keyof typeof DEMO.people
