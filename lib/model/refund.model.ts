import mongoose, { Schema, type Types } from 'mongoose'
import { type GatewayName, GATEWAYS } from '#lib/model/gateway-names.ts'
import { REFUND_STATUSES, type RefundStatus } from '#lib/model/refund-status.ts'

/** Money that is being refunded to a payer. The ledger holds it on `refund:<id>` until it has arrived. */
export interface RefundRecord {
  _id: Types.ObjectId
  payment: Types.ObjectId
  payer: Types.ObjectId
  job?: Types.ObjectId
  contract?: Types.ObjectId
  gateway: GatewayName
  /** Piastres. */
  amount: number
  reason: string
  /** How much was taken off its amount, since its payer had got that part. */
  cut?: number
  /** What its payer had got without our order when it was opened: it was opened beside that, which is no part of it. */
  apart?: number
  status: RefundStatus
  tries: number
  /** Whether it is Unknown although nothing of it has left for the gateway yet, for certain. */
  isUnsent?: boolean
  /** When it is tried next (business time). */
  nextTryAt: Date
  /** The payer's payout account, to which staff pay a refund that the gateway refused. */
  account?: Types.ObjectId
  /** When its gateway was last called about it (real time). */
  triedAt?: Date
  /** How many payouts were requested for it. */
  payouts?: number
  confirmedAt?: Date
  /** The key of the journal by which it was paid. */
  paidBy?: string
  /** What staff recorded: the reference of the gateway or the bank, and why it could not be paid. */
  reference?: string
  failure?: string
  createdAt: Date
  updatedAt: Date
}

const ref = (to: string) => ({ type: Schema.Types.ObjectId, ref: to })

const schema = new Schema<RefundRecord>(
  {
    payment: { ...ref('Payment'), required: true },
    payer: { ...ref('User'), required: true },
    job: ref('Job'),
    contract: ref('Contract'),
    gateway: { type: String, enum: GATEWAYS, required: true },
    amount: { type: Number, required: true },
    reason: { type: String, required: true },
    cut: Number,
    apart: Number,
    status: { type: String, enum: REFUND_STATUSES, required: true },
    tries: { type: Number, default: 0 },
    isUnsent: Boolean,
    nextTryAt: { type: Date, required: true },
    account: ref('PayoutAccount'),
    triedAt: Date,
    payouts: Number,
    confirmedAt: Date,
    paidBy: String,
    reference: String,
    failure: String,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'refunds', versionKey: false },
)
schema.index({ payment: 1 })
schema.index({ status: 1, nextTryAt: 1 })
// lists: a payer's own, and those of staff with each combination of their filters
schema.index({ payer: 1, createdAt: -1, _id: -1 })
schema.index({ createdAt: -1, _id: -1 })
schema.index({ status: 1, createdAt: -1, _id: -1 })
schema.index({ gateway: 1, createdAt: -1, _id: -1 })
schema.index({ status: 1, gateway: 1, createdAt: -1, _id: -1 })

export const Refund = mongoose.model('Refund', schema)
