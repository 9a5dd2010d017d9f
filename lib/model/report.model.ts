import mongoose, { Schema, type Types } from 'mongoose'
import { REPORT_TARGETS, type ReportTarget } from '#lib/model/report-targets.ts'

/** A user reports something that breaks the rules, and staff check it. */
interface ReportRecord {
  _id: Types.ObjectId
  reporter: Types.ObjectId
  targetType: ReportTarget
  target: Types.ObjectId
  reason: string
  status: 'Open' | 'Resolved'
  createdAt: Date
}

const schema = new Schema<ReportRecord>(
  {
    reporter: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    targetType: { type: String, enum: REPORT_TARGETS, required: true },
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
