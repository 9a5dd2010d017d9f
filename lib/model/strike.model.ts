import mongoose, { Schema, type Types } from 'mongoose'
import { STRIKE_STATUSES, type StrikeStatus } from '#lib/model/strike-status.ts'

/**
 * A strike against a user who let the other party down, at most one for each job and user. The user can appeal against
 * it once, and staff can lift it.
 */
export interface StrikeRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  job: Types.ObjectId
  /** The name of the transition that caused it. */
  transition: string
  at: Date
  status: StrikeStatus
  appeal?: { reason: string; at: Date }
  /** Staff lifted it: it counts nowhere any more. */
  lifted?: { by: Types.ObjectId; note: string; at: Date }
}

const schema = new Schema<StrikeRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    transition: { type: String, required: true },
    at: { type: Date, required: true },
    status: { type: String, enum: STRIKE_STATUSES, default: 'Standing', required: true },
    appeal: new Schema(
      { reason: { type: String, required: true }, at: { type: Date, required: true } },
      { _id: false },
    ),
    lifted: new Schema(
      {
        by: { type: Schema.Types.ObjectId, ref: 'User', required: true },
        note: { type: String, default: '' },
        at: { type: Date, required: true },
      },
      { _id: false },
    ),
  },
  { collection: 'strikes', versionKey: false },
)
schema.index({ user: 1, job: 1 }, { unique: true })
schema.index({ user: 1, at: -1, _id: -1 })
schema.index({ at: -1, _id: -1 })
schema.index({ status: 1, at: -1, _id: -1 })

export const Strike = mongoose.model('Strike', schema)
