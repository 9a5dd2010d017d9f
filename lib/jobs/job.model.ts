import mongoose, { Schema, type Types } from 'mongoose'
import {
  JOB_STATUSES,
  PAYMENT_TYPES,
  type JobStatus,
  type PaymentType,
  type TimerName,
} from '#lib/jobs/process.ts'
import type { Point } from '#lib/platform/border.ts'
import { pointSchema } from '#lib/platform/point.schema.ts'

/** What happens to a job when nobody acts, when, and when its people are reminded of that. */
export interface JobTimer {
  name: TimerName
  at: Date
  /** Unset once the reminder was recorded. */
  remindAt?: Date | null
}

export interface JobRecord {
  _id: Types.ObjectId
  client: Types.ObjectId
  /** The hired craftsman. */
  craftsman: Types.ObjectId | null
  contract: Types.ObjectId | null
  title: string
  description: string
  /** The name of a service. */
  category: string
  photos: string[]
  address?: string | null
  location: Point
  /** The place to about 1 km: what strangers see and search by, so that no search can close in on a door. */
  area: Point
  /** What the client means to spend, in piastres. */
  budget?: number | null
  preferredAt?: Date | null
  status: JobStatus
  paymentType: PaymentType
  /** The price of the accepted quote and our fee of it, in piastres; 0 before. */
  jobPrice: number
  platformFee: number
  /** How many quotes are Submitted; kept in the transaction of each quote's change. */
  openQuotes: number
  /** Title and description, folded for searching (lib/jobs/search-text.ts). */
  searchText: string
  timer: JobTimer | null
  /** The last thing that anybody did with the open job: what its lapse is counted from. */
  activityAt: Date
  createdAt: Date
  updatedAt: Date
  hiredAt?: Date | null
  onTheWayAt?: Date | null
  completedAt?: Date | null
  cancelledAt?: Date | null
  /** Why it was cancelled or disputed, in the words of who did it. */
  reason?: string | null
}

const schema = new Schema<JobRecord>(
  {
    client: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    contract: { type: Schema.Types.ObjectId, ref: 'Contract', default: null },
    title: { type: String, required: true },
    description: { type: String, required: true },
    category: { type: String, required: true },
    photos: { type: [String], default: [] },
    address: String,
    location: { type: pointSchema, required: true },
    area: { type: pointSchema, required: true },
    budget: Number,
    preferredAt: Date,
    status: { type: String, enum: JOB_STATUSES, default: 'Posted', required: true },
    paymentType: { type: String, enum: PAYMENT_TYPES, required: true },
    jobPrice: { type: Number, default: 0 },
    platformFee: { type: Number, default: 0 },
    openQuotes: { type: Number, default: 0, min: 0 },
    searchText: { type: String, default: '' },
    timer: {
      type: new Schema<JobTimer>({ name: String, at: Date, remindAt: Date }, { _id: false }),
      default: null,
    },
    activityAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    hiredAt: Date,
    onTheWayAt: Date,
    completedAt: Date,
    cancelledAt: Date,
    reason: String,
  },
  { collection: 'jobs', versionKey: false },
)
schema.index({ area: '2dsphere', status: 1, category: 1 })
schema.index({ status: 1, category: 1, createdAt: -1 })
schema.index({ client: 1, createdAt: -1 })
schema.index({ craftsman: 1, createdAt: -1 })
schema.index({ 'timer.at': 1 }, { sparse: true })
schema.index({ 'timer.remindAt': 1 }, { sparse: true })

export const Job = mongoose.model('Job', schema)
