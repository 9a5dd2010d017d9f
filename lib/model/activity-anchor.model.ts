import mongoose, { Schema } from 'mongoose'

/** Up to which number the seals are copied to the store outside of the database. It saves reading the store anew. */
export interface ActivityAnchorRecord {
  _id: 'head'
  number: number
}

const schema = new Schema<ActivityAnchorRecord>(
  { _id: { type: String, required: true }, number: { type: Number, required: true } },
  { collection: 'activityAnchors', versionKey: false },
)

export const ActivityAnchor = mongoose.model('ActivityAnchor', schema)
