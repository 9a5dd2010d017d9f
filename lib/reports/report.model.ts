import mongoose, { Schema, type Types } from 'mongoose'
import { REPORTABLE, type Reportable } from '#lib/reports/reportable.ts'

/** Somebody says that something breaks the rules; staff looks at it. */
interface ReportRecord {
  _id: Types.ObjectId
  reporter: Types.ObjectId
  targetType: Reportable
  target: Types.ObjectId
  reason: string
  status: 'Open' | 'Resolved'
  createdAt: Date
}

const schema = new Schema<ReportRecord>(
  {
    reporter: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    targetType: { type: String, enum: REPORTABLE, required: true },
    target: { type: Schema.Types.ObjectId, required: true },
    reason: { type: String, required: true },
    status: { type: String, enum: ['Open', 'Resolved'], required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'reports', versionKey: false },
)
schema.index({ reporter: 1, targetType: 1, target: 1 }, { unique: true })
schema.index({ status: 1, createdAt: -1 })

export const Report = mongoose.model('Report', schema)
