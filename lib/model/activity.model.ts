import mongoose, { Schema, type Types } from 'mongoose'
import { type Action, ACTIONS } from '#lib/model/activity-actions.ts'

export interface ActivityRecord {
  _id: Types.ObjectId
  /** Who did it; null if a timer or a gateway did. */
  actor: Types.ObjectId | null
  action: Action
  target: { kind: string; id: Types.ObjectId }
  details: Record<string, unknown>
  requestId?: string
  at: Date
  /** When it was written, by the clock of the database alone: the order in which entries are sealed. */
  arrived?: mongoose.mongo.Timestamp
}

const schema = new Schema<ActivityRecord>(
  {
    actor: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    action: { type: String, enum: ACTIONS, required: true },
    target: new Schema({ kind: String, id: Schema.Types.ObjectId }, { _id: false }),
    details: { type: Schema.Types.Mixed, default: {} },
    requestId: String,
    at: { type: Date, required: true },
    // MongoDB puts its own time in place of an empty timestamp
    arrived: { type: Schema.Types.Mixed, default: () => new mongoose.mongo.Timestamp({ t: 0, i: 0 }) },
  },
  { collection: 'activityLog', versionKey: false, minimize: false },
)
schema.index({ at: -1, _id: -1 })
schema.index({ actor: 1, at: -1, _id: -1 })
schema.index({ action: 1, at: -1, _id: -1 })
schema.index({ 'target.id': 1, at: -1, _id: -1 })
schema.index({ arrived: 1, _id: 1 })

/** Entries are written once. On AWS the database's user has no right to do more (docs/decisions/audit-chain.md). */
schema.pre(
  [
    'updateOne',
    'updateMany',
    'findOneAndUpdate',
    'replaceOne',
    'deleteOne',
    'deleteMany',
    'findOneAndDelete',
  ],
  () => {
    throw new Error('an entry of the activity log is never changed')
  },
)

export const ActivityLog = mongoose.model('ActivityLog', schema)
