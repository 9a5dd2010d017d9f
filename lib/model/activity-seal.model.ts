import mongoose, { Schema, type Types } from 'mongoose'

/**
 * The seal of one entry of the activity log, in the order in which entries arrived. Each seal has the hash of the one
 * before, so that no entry can be changed, dropped, moved or put in between without breaking the chain. Seals are a
 * collection of their own: the log itself is only inserted into and read.
 */
export interface ActivitySealRecord {
  /** The number of the entry, from 1 without gaps. */
  _id: number
  entry: Types.ObjectId
  /** The hash of everything in the entry but its id. */
  content: string
  /** The hash of the seal before. */
  previous: string
  hash: string
  /** When the entry arrived, by the database's clock: where the next search begins. Not part of the hash. */
  arrived: mongoose.mongo.Timestamp
  sealedAt: Date
}

const schema = new Schema<ActivitySealRecord>(
  {
    _id: { type: Number, required: true },
    entry: { type: Schema.Types.ObjectId, required: true },
    content: { type: String, required: true },
    previous: { type: String, required: true },
    hash: { type: String, required: true },
    arrived: { type: Schema.Types.Mixed, required: true },
    sealedAt: { type: Date, required: true },
  },
  { collection: 'activitySeals', versionKey: false },
)
schema.index({ entry: 1 }, { unique: true })

export const ActivitySeal = mongoose.model('ActivitySeal', schema)
