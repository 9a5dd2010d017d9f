import mongoose, { Schema, type Types } from 'mongoose'
import type { Entry } from '#lib/model/analytics-kinds.ts'

/** What one job, account or withdrawal adds to the reports. It is made anew whenever its subject was touched. */
export interface AnalyticsFactRecord {
  /** The generation and the subject: `1:job:<id>`. */
  _id: string
  generation: number
  entries: Entry[]
  /** The rest is of completed jobs: who, when, for how much; by these the jobs of a person are put in order. */
  client?: Types.ObjectId
  craftsman?: Types.ObjectId
  done?: Date
  /** The month in Cairo in which it was completed. */
  month?: string
  price?: number
  category?: string
  governorate?: string
  /** Whether the client had a job completed in the 90 days before, and one by the same craftsman. */
  isRepeat?: boolean
  isRebooked?: boolean
  /** Since when a dispute waits for staff, after an appeal anew. */
  disputedSince?: Date
}

const schema = new Schema<AnalyticsFactRecord>(
  {
    _id: { type: String, required: true },
    generation: { type: Number, required: true },
    entries: { type: [Schema.Types.Mixed], required: true } as never, // plain objects, as lib/analytics makes them
    client: Schema.Types.ObjectId,
    craftsman: Schema.Types.ObjectId,
    done: Date,
    month: String,
    price: Number,
    category: String,
    governorate: String,
    isRepeat: Boolean,
    isRebooked: Boolean,
    disputedSince: Date,
  },
  { collection: 'analyticsFacts', versionKey: false, minimize: false },
)
const isDone = { done: { $exists: true } }
schema.index(
  { generation: 1, client: 1, done: 1, _id: 1 },
  { partialFilterExpression: isDone, name: 'ofClient' },
)
schema.index(
  { generation: 1, craftsman: 1, done: 1, _id: 1 },
  { partialFilterExpression: isDone, name: 'ofCraftsman' },
)
schema.index(
  { generation: 1, disputedSince: 1 },
  { partialFilterExpression: { disputedSince: { $exists: true } }, name: 'disputed' },
)

export const AnalyticsFact = mongoose.model('AnalyticsFact', schema)
