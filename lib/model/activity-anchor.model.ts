import mongoose, { Schema } from 'mongoose'

/**
 * Up to which number something is copied to the store outside of the database: the seals of the activity log (`head`),
 * the erasures of accounts. It saves reading the store anew.
 */
export interface ActivityAnchorRecord {
  _id: 'head' | 'erasures'
  number: number
}

const schema = new Schema<ActivityAnchorRecord>(
  { _id: { type: String, required: true }, number: { type: Number, required: true } },
  { collection: 'activityAnchors', versionKey: false },
)

export const ActivityAnchor = mongoose.model('ActivityAnchor', schema)
