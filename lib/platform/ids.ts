import { randomBytes } from 'node:crypto'
import type { Types } from 'mongoose'
import { realTime } from '#lib/platform/clock.ts'

declare const of: unique symbol

/** The id of a resource in the API: 24 hex characters. Its type names the resource, so that ids cannot be mixed up. */
export type Id<Of extends string> = string & { readonly [of]: Of }

export type UserId = Id<'User'>
export type JobId = Id<'Job'>
export type QuoteId = Id<'Quote'>
export type InvitationId = Id<'Invitation'>
export type ContractId = Id<'Contract'>
export type ServiceId = Id<'Service'>
export type SessionId = Id<'Session'>
export type PaymentId = Id<'Payment'>
export type RefundId = Id<'Refund'>
export type PayoutId = Id<'Payout'>
export type PayoutBatchId = Id<'PayoutBatch'>
export type PayoutAccountId = Id<'PayoutAccount'>
export type TransactionId = Id<'Transaction'>
export type DisputeId = Id<'Dispute'>
export type StrikeId = Id<'Strike'>
export type MessageId = Id<'Message'>
export type ReviewId = Id<'Review'>
export type ReportId = Id<'Report'>
export type NotificationId = Id<'Notification'>
export type VerificationId = Id<'Verification'>
export type DocumentId = Id<'Document'>
export type EventId = Id<'Event'>
export type FaqAskId = Id<'FaqAsk'>

/** Converts the id of a stored document. */
export const idOf = <Of extends string>(objectId: Types.ObjectId): Id<Of> => objectId.toHexString() as Id<Of>

/** Creates an id before its document is stored, so that events and links can contain it: seconds, then random bytes. */
export function newId<Of extends string>(): Id<Of> {
  const seconds = Math.floor(realTime().getTime() / 1000)
  return `${seconds.toString(16).padStart(8, '0')}${randomBytes(8).toString('hex')}` as Id<Of>
}
