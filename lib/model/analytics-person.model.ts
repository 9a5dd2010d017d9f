import mongoose, { Schema } from 'mongoose'

/** In which months a person had jobs completed, as a client or as a craftsman, and what that adds to the cohorts. */
export interface AnalyticsPersonRecord {
  /** `<generation>:<side>:<user>` */
  _id: string
  generation: number
  /** The month, category and governorate of their first completed job. */
  month: string
  category: string | null
  governorate: string | null
  /** By month, how many jobs, and their price in piastres. */
  months: Record<string, { jobs: number; gmv: number }>
}

const schema = new Schema<AnalyticsPersonRecord>(
  {
    _id: { type: String, required: true },
    generation: { type: Number, required: true },
    month: { type: String, required: true },
    category: String,
    governorate: String,
    months: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'analyticsPeople', versionKey: false, minimize: false },
)

export const AnalyticsPerson = mongoose.model('AnalyticsPerson', schema)
