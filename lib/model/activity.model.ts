import mongoose, { Schema, type Types } from 'mongoose'

/** The important actions that are logged (Part B 7.11), in the order in which they were added here. */
const ACTIONS = [
  'user.register',
  'user.update',
  'user.changePassword',
  'user.resetPassword',
  'user.verifyPhone',
  'user.losePhone',
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
  'message.delete',
  'user.block',
  'user.unblock',
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
  'payoutAccount.update',
  'payoutAccount.remove',
  'payout.request',
  'payout.settle',
  'payout.download',
  'payout.return',
  'refund.settle',
  'contract.goodwill',
  'payment.decideChargeback',
  'payment.refundElsewhere',
  'payment.mismatch',
  'user.createAdmin',
  'faq.create',
  'faq.update',
  'faq.delete',
] as const

export type Action = (typeof ACTIONS)[number]

export interface ActivityRecord {
  _id: Types.ObjectId
  /** Who did it; null if a timer or a gateway did. */
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
