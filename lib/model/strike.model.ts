import mongoose, { Schema, type Types } from 'mongoose'

/**
 * A strike against a user who let the other party down, at most one for each job and user. Staff and the ranking use
 * it.
 */
export interface StrikeRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  job: Types.ObjectId
  /** The name of the transition that caused it. */
  transition: string
  at: Date
}

const schema = new Schema<StrikeRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    transition: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'strikes', versionKey: false },
)
schema.index({ user: 1, job: 1 }, { unique: true })
schema.index({ user: 1, at: -1, _id: -1 })

export const Strike = mongoose.model('Strike', schema)
