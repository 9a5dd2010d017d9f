import mongoose, { Schema } from 'mongoose'

/** How far the events were followed whose craftsmen get a new record. There is one document. */
export interface MatchingProgressRecord {
  _id: 'events'
  sentUntil: Date
}

const schema = new Schema<MatchingProgressRecord>(
  { _id: { type: String, required: true }, sentUntil: { type: Date, required: true } },
  { collection: 'matchingProgress', versionKey: false },
)

export const MatchingProgress = mongoose.model('MatchingProgress', schema)
