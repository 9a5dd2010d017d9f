import mongoose, { Schema } from 'mongoose'

/** Which generation of facts and cells the reports read, and whether a rebuild is making the next one. */
export interface AnalyticsStateRecord {
  _id: 'current'
  generation: number
  /**
   * While a rebuild is under way, nothing else is counted; what is touched waits. `until` (real time) is moved on by a
   * rebuild that is alive: one that died stops nobody after that.
   */
  rebuild?: { generation: number; until: Date } | null
}

const schema = new Schema<AnalyticsStateRecord>(
  {
    _id: { type: String, required: true },
    generation: { type: Number, required: true },
    rebuild: new Schema({ generation: Number, until: Date }, { _id: false }),
  },
  { collection: 'analyticsState', versionKey: false },
)

export const AnalyticsState = mongoose.model('AnalyticsState', schema)
