import mongoose, { Schema, type Types } from 'mongoose'

/** A mark against someone who let the other down: staff and ranking read it; once for each job and person. */
export interface StrikeRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  job: Types.ObjectId
  /** The move of the process table that earned it. */
  move: string
  at: Date
}

const schema = new Schema<StrikeRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    move: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'strikes', versionKey: false },
)
schema.index({ user: 1, job: 1 }, { unique: true })

export const Strike = mongoose.model('Strike', schema)
