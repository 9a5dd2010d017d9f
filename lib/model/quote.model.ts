import mongoose, { Schema, type Types } from 'mongoose'
import { QUOTE_STATUSES, type QuoteStatus } from '#lib/model/quote-status.ts'

export interface QuoteRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  craftsman: Types.ObjectId
  /** In piastres. */
  price: number
  /** As everybody may read them: contacts are covered. */
  notes?: string | null
  /** The encrypted original of notes that had contacts in them. */
  originalNotes?: string | null
  /** When the craftsman could come. */
  availableAt?: Date | null
  status: QuoteStatus
  /** The contract that declined this quote. If that contract is voided, the quote is open again. */
  declinedBy?: Types.ObjectId | null
  /** Whether the ban of its craftsman withdrew it. If the ban ends in time, the quote stands again. */
  closedByBan?: boolean
  expiresAt: Date
  createdAt: Date
  updatedAt: Date
}

/** The index of the quotes of a job, in the order in which they are listed. */
export const QUOTES_OF_JOB = { job: 1, createdAt: -1, _id: -1, status: 1, craftsman: 1 } as const

const schema = new Schema<QuoteRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    price: { type: Number, required: true },
    notes: String,
    originalNotes: String,
    availableAt: Date,
    status: { type: String, enum: QUOTE_STATUSES, default: 'Submitted', required: true },
    declinedBy: { type: Schema.Types.ObjectId, ref: 'Contract' },
    closedByBan: Boolean,
    expiresAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'quotes', versionKey: false },
)
// a craftsman has at most one open quote for a job, even if two are submitted at once
schema.index(
  { job: 1, craftsman: 1 },
  { unique: true, partialFilterExpression: { status: 'Submitted' }, name: 'oneOpenQuote' },
)
// the quotes of a job, also in the order in which they are listed
schema.index({ ...QUOTES_OF_JOB })
// what a craftsman has offered
schema.index({ craftsman: 1, createdAt: -1, _id: -1, status: 1 })
// quotes that expire
schema.index({ status: 1, expiresAt: 1 })

export const Quote = mongoose.model('Quote', schema)
