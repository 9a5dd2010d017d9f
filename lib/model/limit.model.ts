import mongoose, { Schema } from 'mongoose'

/** How often one action happened for one subject in the current window. */
interface LimitRecord {
  _id: string
  count: number
  expiresAt: Date
}

const schema = new Schema<LimitRecord>(
  { _id: String, count: { type: Number, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'limits', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Limit = mongoose.model('Limit', schema)
