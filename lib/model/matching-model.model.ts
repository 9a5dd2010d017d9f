import mongoose, { Schema } from 'mongoose'

/** Learned weights of the ranking. The newest that was kept is in use; older ones stay, so that lists can be explained. */
export interface MatchingModelRecord {
  /** 1, 2, 3 ... */
  _id: number
  /** The features that the weights belong to (lib/matching/model-version.ts). */
  features: string
  weights: Record<string, number[]>
  /** How well this model and the one before foresaw jobs that neither learned from: loss a decision, less is better. */
  loss: number
  lossBefore: number
  rows: number
  createdAt: Date
}

const schema = new Schema<MatchingModelRecord>(
  {
    _id: { type: Number, required: true },
    features: { type: String, required: true },
    weights: { type: Schema.Types.Mixed, required: true },
    loss: { type: Number, required: true },
    lossBefore: { type: Number, required: true },
    rows: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'matchingModels', versionKey: false },
)

export const MatchingModel = mongoose.model('MatchingModel', schema)
