import mongoose, { Schema, type Types } from 'mongoose'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import {
  JOB_STATUSES,
  type JobStatus,
  PAYMENT_TYPES,
  type PaymentType,
  TIMER_NAMES,
  type TimerName,
} from '#lib/model/job-status.ts'
import { pointSchema } from '#lib/model/point.schema.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import type { GovernorateCode } from '#lib/platform/governorates.ts'

/** What happens to a job if nobody acts, when it happens, and when the parties are reminded of it. */
export interface JobTimer {
  name: TimerName
  at: Date
  /** Unset as soon as the reminder is recorded. */
  remindAt?: Date | null
}

export interface JobOriginals {
  title?: string | null
  description?: string | null
}

export interface JobRecord {
  _id: Types.ObjectId
  client: Types.ObjectId
  /** The hired craftsman. */
  craftsman: Types.ObjectId | null
  contract: Types.ObjectId | null
  /** As everybody may read them: contacts are covered. */
  title: string
  description: string
  /** The encrypted originals of the texts that had contacts in them (lib/contact-masking). */
  originals?: JobOriginals | null
  /** The name of a service. */
  category: string
  photos: string[]
  address?: string | null
  location: Point
  /**
   * The place rounded to about 1 km. Strangers see and search this one, so that no search can find the exact address.
   */
  area: Point
  /** Its governorate by ISO 3166-2:EG, from the exact place; null outside all of them. Reports count by it. */
  governorate?: GovernorateCode | null
  /** What the client intends to spend, in piastres. */
  budget?: number | null
  preferredAt?: Date | null
  status: JobStatus
  paymentType: PaymentType
  /** The price of the accepted quote and our fee, in piastres; 0 before that. */
  jobPrice: number
  platformFee: number
  /** How many quotes are Submitted. It is updated in the transaction in which a quote changes. */
  openQuotes: number
  /** By which words it is found: those of title and description, folded (lib/jobs/search-text.ts). */
  words: string[]
  /** The number of the square of about 1 km in which `area` is (lib/jobs/cells.ts). */
  cell: number
  /** The budget in the order of budgets: 0 where there is none. */
  budgetKey: number
  /** The preferred time in the order of times: after every other where there is none. */
  soonestKey: Date
  timer: JobTimer | null
  /** When somebody last did something with the open job. The time until it lapses starts here. */
  activityAt: Date
  createdAt: Date
  updatedAt: Date
  hiredAt?: Date | null
  onTheWayAt?: Date | null
  completedAt?: Date | null
  /** When the second of the two reviews came in. */
  reviewedAt?: Date | null
  cancelledAt?: Date | null
  /** Why it was cancelled or disputed, in the words of the person who did it. */
  reason?: string | null
}

const schema = new Schema<JobRecord>(
  {
    client: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    contract: { type: Schema.Types.ObjectId, ref: 'Contract', default: null },
    title: { type: String, required: true },
    description: { type: String, required: true },
    originals: { title: String, description: String },
    category: { type: String, required: true },
    photos: { type: [String], default: [] },
    address: String,
    location: { type: pointSchema, required: true },
    area: { type: pointSchema, required: true },
    governorate: String,
    budget: Number,
    preferredAt: Date,
    status: { type: String, enum: JOB_STATUSES, default: 'Posted', required: true },
    paymentType: { type: String, enum: PAYMENT_TYPES, required: true },
    jobPrice: { type: Number, default: 0 },
    platformFee: { type: Number, default: 0 },
    openQuotes: { type: Number, default: 0, min: 0 },
    words: { type: [String], required: true },
    cell: { type: Number, required: true },
    budgetKey: { type: Number, required: true },
    soonestKey: { type: Date, required: true },
    timer: {
      type: new Schema<JobTimer>(
        { name: { type: String, enum: TIMER_NAMES }, at: Date, remindAt: Date },
        { _id: false },
      ),
      default: null,
    },
    activityAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    hiredAt: Date,
    onTheWayAt: Date,
    completedAt: Date,
    reviewedAt: Date,
    cancelledAt: Date,
    reason: String,
  },
  { collection: 'jobs', versionKey: false },
)
for (const fields of Object.values(JOB_INDEXES)) schema.index({ ...fields })
schema.index({ 'timer.at': 1 }, { sparse: true })
schema.index({ 'timer.remindAt': 1 }, { sparse: true })

export const Job = mongoose.model('Job', schema)
