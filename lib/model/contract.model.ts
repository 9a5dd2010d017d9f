import mongoose, { Schema, type Types } from 'mongoose'
import {
  CONTRACT_PAYMENTS,
  CONTRACT_STATUSES,
  type ContractPayment,
  type ContractStatus,
} from '#lib/model/contract-status.ts'
import { PAYMENT_TYPES, type PaymentType } from '#lib/model/job-status.ts'
import type { Terms } from '#lib/model/terms.ts'

export interface ContractRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  client: Types.ObjectId
  craftsman: Types.ObjectId
  quote: Types.ObjectId
  /** Piastres. */
  price: number
  platformFee: number
  /** The deposit of a CashProtected job; 0 otherwise. In piastres. */
  deposit: number
  paymentType: PaymentType
  payment: ContractPayment
  status: ContractStatus
  terms: Terms
  /** When the craftsman is expected: the time in the quote, else the job's; null if neither has one. */
  agreedAt: Date | null
  /** Until when the client can confirm or dispute. */
  confirmBy?: Date | null
  confirmedAt?: Date | null
  /** Until when the parties can review each other; null before the confirmation and while a dispute pauses the days. */
  reviewBy?: Date | null
  /** How much of these days was left when they were paused, in ms. Below zero: they were over. */
  reviewTimeLeft?: number | null
  /** Who has written a review. */
  reviewedBy?: Types.ObjectId[]
  /** How much each party says was paid in cash (CashProtected), in piastres. */
  cashPaid?: { client?: number | null; craftsman?: number | null } | null
  /** The fee that has been posted so far, in piastres. */
  feeBooked?: number
  /** The part of the earnings that a dispute after the release freezes, in piastres. */
  frozen?: number | null
  /** What was refunded at the platform's cost after the settlement, in piastres. */
  goodwill?: number
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<ContractRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    client: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    quote: { type: Schema.Types.ObjectId, ref: 'Quote', required: true },
    price: { type: Number, required: true },
    platformFee: { type: Number, required: true },
    deposit: { type: Number, default: 0 },
    paymentType: { type: String, enum: PAYMENT_TYPES, required: true },
    payment: { type: String, enum: CONTRACT_PAYMENTS, required: true },
    status: { type: String, enum: CONTRACT_STATUSES, default: 'Active', required: true },
    terms: { type: Schema.Types.Mixed, required: true },
    agreedAt: { type: Date, default: null },
    confirmBy: Date,
    confirmedAt: Date,
    reviewBy: Date,
    reviewTimeLeft: Number,
    reviewedBy: { type: [Schema.Types.ObjectId], default: [] },
    cashPaid: new Schema({ client: Number, craftsman: Number }, { _id: false }),
    feeBooked: Number,
    frozen: Number,
    goodwill: Number,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'contracts', versionKey: false },
)
// a job has one live contract, however many void ones it had before
schema.index(
  { job: 1 },
  {
    unique: true,
    partialFilterExpression: { status: { $in: ['Active', 'Completed', 'Disputed'] } },
    name: 'oneLiveContract',
  },
)
// lists: one's own as either party, and those of staff; `status` behind the order filters without reading documents
schema.index({ client: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ craftsman: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ createdAt: -1, _id: -1 })
schema.index({ status: 1, createdAt: -1, _id: -1 })

export const Contract = mongoose.model('Contract', schema)
