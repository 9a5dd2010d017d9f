import mongoose, { Schema, type Types } from 'mongoose'
import {
  CANCELLED_BY,
  type CancelledBy,
  CONTRACT_PAYMENTS,
  CONTRACT_STATUSES,
  type ContractPayment,
  type ContractStatus,
  type Fault,
  FAULTS,
} from '#lib/model/contract-status.ts'
import { PAYMENT_TYPES, type PaymentType } from '#lib/model/job-status.ts'
import type { Terms } from '#lib/model/terms.ts'

/** How staff split the money of a contract. The three parts are piastres, and the fee is out of the craftsman's part. */
export interface DecidedSplit {
  client: number
  craftsman: number
  platform: number
  /** Whether the fee had not been booked before. */
  isFeeOpen: boolean
  /** Until when a party can appeal; till then the craftsman's part stays frozen. */
  until: Date
  /** An appeal was decided: nothing comes after it. */
  isFinal: boolean
}

/** How a contract was cancelled: who did it, whose fault that was, and where the money went (piastres). */
export interface Cancellation {
  by: CancelledBy
  fault: Fault
  client: number
  craftsman: number
  platform: number
  at: Date
  /** Staff lifted the strike for it: it no longer counts. */
  isLifted?: boolean
}

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
  /**
   * The part of the earnings that is frozen, in piastres: by a dispute after the release, or by a decision, until the
   * time to appeal is over.
   */
  frozen?: number | null
  /** The decision of staff, once there was one. */
  decided?: DecidedSplit | null
  cancellation?: Cancellation | null
  /** The disputes that were withdrawn, in their order: when each began and how long it lasted, in ms. */
  pauses?: { from: Date; ms: number }[]
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
    decided: new Schema(
      {
        client: Number,
        craftsman: Number,
        platform: Number,
        isFeeOpen: Boolean,
        until: Date,
        isFinal: Boolean,
      },
      { _id: false },
    ),
    pauses: {
      type: [new Schema({ from: Date, ms: Number }, { _id: false, id: false })],
      default: undefined,
    },
    cancellation: new Schema(
      {
        by: { type: String, enum: CANCELLED_BY },
        fault: { type: String, enum: FAULTS },
        client: Number,
        craftsman: Number,
        platform: Number,
        at: Date,
        isLifted: Boolean,
      },
      { _id: false },
    ),
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
// every contract of a job, void ones too
schema.index({ job: 1, createdAt: 1, _id: 1 }, { name: 'ofJob' })
// lists: one's own as either party, and those of staff; `status` behind the order filters without reading documents
schema.index({ client: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ craftsman: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ createdAt: -1, _id: -1 })
schema.index({ status: 1, createdAt: -1, _id: -1 })
// what a craftsman's reliability is made of
schema.index(
  { craftsman: 1, confirmedAt: 1 },
  { partialFilterExpression: { status: 'Completed' }, name: 'completions' },
)
schema.index(
  { craftsman: 1, 'cancellation.at': 1 },
  { partialFilterExpression: { 'cancellation.fault': 'craftsman' }, name: 'ownCancellations' },
)

export const Contract = mongoose.model('Contract', schema)
