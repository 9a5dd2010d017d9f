import mongoose, { Schema, type Types } from 'mongoose'

/** A batch: the payouts that one run gathered. */
export interface PayoutBatchRecord {
  _id: Types.ObjectId
  /** For example `2026-11-23-1`: the day in Cairo, and the number of the batch on that day. */
  name: string
  count: number
  /** Piastres. */
  total: number
  createdAt: Date
  /** When its file was first downloaded. From then on the lines of the file do not change. */
  downloadedAt?: Date
}

const schema = new Schema<PayoutBatchRecord>(
  {
    name: { type: String, required: true },
    count: { type: Number, required: true },
    total: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    downloadedAt: Date,
  },
  { collection: 'payoutBatches', versionKey: false },
)
schema.index({ name: 1 }, { unique: true })

export const PayoutBatch = mongoose.model('PayoutBatch', schema)
