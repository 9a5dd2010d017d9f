import mongoose, { Schema } from 'mongoose'

/**
 * Up to which number something is copied to the store outside of the database: the seals of the activity log (`head`),
 * the erasures of accounts. It saves reading the store anew. `restored`: behind which number, with which hash, the chain
 * of the log goes on since the database was restored (lib/activity/restores.ts).
 */
export interface ActivityAnchorRecord {
  _id: 'head' | 'erasures' | 'restored'
  number: number
  hash?: string
}

const schema = new Schema<ActivityAnchorRecord>(
  { _id: { type: String, required: true }, number: { type: Number, required: true }, hash: String },
  { collection: 'activityAnchors', versionKey: false },
)

export const ActivityAnchor = mongoose.model('ActivityAnchor', schema)
