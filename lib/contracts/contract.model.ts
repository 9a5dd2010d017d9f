import mongoose, { Schema, type Types } from 'mongoose'
import {
  CONTRACT_PAYMENTS,
  CONTRACT_STATUSES,
  type ContractPayment,
  type ContractStatus,
} from '#lib/contracts/contract-status.ts'
import type { Terms } from '#lib/contracts/terms.ts'
import { PAYMENT_TYPES, type PaymentType } from '#lib/jobs/process.ts'

export interface ContractRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  client: Types.ObjectId
  craftsman: Types.ObjectId
  quote: Types.ObjectId
  /** Piastres. */
  price: number
  platformFee: number
  /** What CashProtected asks ahead; 0 otherwise. */
  deposit: number
  paymentType: PaymentType
  payment: ContractPayment
  status: ContractStatus
  terms: Terms
  /** When the craftsman is expected: the quote's time, else the job's; null where neither said. */
  agreedAt: Date | null
  /** Until when the client confirms or disputes. */
  confirmBy?: Date | null
  confirmedAt?: Date | null
  /** What each says was paid in cash (CashProtected), in piastres. */
  cashPaid?: { client?: number | null; craftsman?: number | null } | null
  /** The fee that was booked so far, in piastres. */
  feeBooked?: number
  /** What a dispute after the release holds back of the earnings, in piastres. */
  frozen?: number | null
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
    cashPaid: new Schema({ client: Number, craftsman: Number }, { _id: false }),
    feeBooked: Number,
    frozen: Number,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'contracts', versionKey: false },
)
// a job has one contract that lives, however many were void before
schema.index(
  { job: 1 },
  {
    unique: true,
    partialFilterExpression: { status: { $in: ['Active', 'Completed', 'Disputed'] } },
    name: 'oneLivingContract',
  },
)
schema.index({ client: 1, createdAt: -1 })
schema.index({ craftsman: 1, createdAt: -1 })

export const Contract = mongoose.model('Contract', schema)
