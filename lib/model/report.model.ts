import mongoose, { Schema, type Types } from 'mongoose'
import {
  REPORT_OUTCOMES,
  REPORT_STATUSES,
  REPORT_TARGETS,
  type ReportOutcome,
  type ReportStatus,
  type ReportTarget,
} from '#lib/model/report-targets.ts'

/** What staff decided about a report, and why. */
export interface ReportResolution {
  outcome: ReportOutcome
  note: string
  by: Types.ObjectId
  at: Date
}

/**
 * A user reports something that breaks the rules, and staff check it. Open reports of the same target belong together:
 * the first one leads, staff see it in their queue with all the others, and they are resolved at once.
 */
export interface ReportRecord {
  _id: Types.ObjectId
  reporter: Types.ObjectId
  targetType: ReportTarget
  target: Types.ObjectId
  /** Who answers for the target: the user themselves, the job's client, the writer. */
  against: Types.ObjectId | null
  job: Types.ObjectId | null
  reason: string
  status: ReportStatus
  /** The first report of the target that is resolved together with this one; its own id if it is the first. */
  lead: Types.ObjectId
  isLead: boolean
  /** How many reports it leads, itself included. */
  reportCount: number
  resolution?: ReportResolution | null
  createdAt: Date
}

const schema = new Schema<ReportRecord>(
  {
    reporter: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    targetType: { type: String, enum: REPORT_TARGETS, required: true },
    target: { type: Schema.Types.ObjectId, required: true },
    against: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    job: { type: Schema.Types.ObjectId, ref: 'Job', default: null },
    reason: { type: String, required: true },
    status: { type: String, enum: REPORT_STATUSES, required: true },
    lead: { type: Schema.Types.ObjectId, ref: 'Report', required: true },
    isLead: { type: Boolean, required: true },
    reportCount: { type: Number, required: true },
    resolution: new Schema<ReportResolution>(
      {
        outcome: { type: String, enum: REPORT_OUTCOMES, required: true },
        note: { type: String, required: true },
        by: { type: Schema.Types.ObjectId, ref: 'User', required: true },
        at: { type: Date, required: true },
      },
      { _id: false },
    ),
    createdAt: { type: Date, required: true },
  },
  { collection: 'reports', versionKey: false },
)
// a reporter has one open report of a target, and a target one open report that leads
schema.index(
  { reporter: 1, targetType: 1, target: 1 },
  { unique: true, partialFilterExpression: { status: 'Open' } },
)
schema.index(
  { targetType: 1, target: 1 },
  { unique: true, partialFilterExpression: { status: 'Open', isLead: true } },
)
schema.index({ lead: 1, _id: 1 })
schema.index({ isLead: 1, status: 1, createdAt: 1, _id: 1 })
schema.index({ against: 1, createdAt: -1 })
schema.index({ reporter: 1, createdAt: -1, _id: -1 })

export const Report = mongoose.model('Report', schema)
