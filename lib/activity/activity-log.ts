import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'
import { clock } from '#lib/platform/clock.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { currentRequestId } from '#lib/platform/logger.ts'

/** The important actions (Part B 7.11), in the order in which this list grew. */
export const ACTIONS = [
  'user.register',
  'user.update',
  'user.changePassword',
  'user.resetPassword',
  'user.verifyPhone',
  'user.linkIdentity',
  'service.create',
  'service.update',
  'service.delete',
  'job.create',
  'job.update',
  'job.status',
  'quote.submit',
  'quote.change',
  'quote.withdraw',
  'quote.accept',
  'invitation.send',
  'invitation.answer',
  'contract.confirm',
  'report.file',
  'payment.initiate',
  'payment.capture',
  'payment.close',
  'payment.chargeBack',
  'refund.confirm',
  'refund.refuse',
  'refund.nameAccount',
  'dispute.withdraw',
  'dispute.resolve',
  'payoutAccount.add',
  'payoutAccount.remove',
  'payout.request',
  'payout.settle',
  'payout.download',
] as const

export type Action = (typeof ACTIONS)[number]

export interface ActivityRecord {
  _id: Types.ObjectId
  /** Who did it; null where a timer did. */
  actor: Types.ObjectId | null
  action: Action
  target: { kind: string; id: Types.ObjectId }
  details: Record<string, unknown>
  requestId?: string
  at: Date
}

const schema = new Schema<ActivityRecord>(
  {
    actor: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    action: { type: String, enum: ACTIONS, required: true },
    target: new Schema({ kind: String, id: Schema.Types.ObjectId }, { _id: false }),
    details: { type: Schema.Types.Mixed, default: {} },
    requestId: String,
    at: { type: Date, required: true },
  },
  { collection: 'activityLog', versionKey: false, minimize: false },
)
schema.index({ at: -1 })
schema.index({ actor: 1, at: -1 })
schema.index({ 'target.id': 1, at: -1 })

export const ActivityLog = mongoose.model('ActivityLog', schema)

interface Activity {
  readonly actor: Id<'User'> | null
  readonly action: Action
  readonly target: { readonly kind: string; readonly id: Id<string> }
  /** What changed, without personal data: names of fields, statuses, ids. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes one entry of the activity log in the action's own transaction. */
export async function logActivity(session: ClientSession, { actor, action, target, details = {} }: Activity) {
  const entry = {
    actor: actor && objectId(actor),
    action,
    target: { kind: target.kind, id: objectId(target.id) },
    details,
    at: clock(),
    requestId: currentRequestId(),
  }
  await ActivityLog.create([entry], { session })
}
