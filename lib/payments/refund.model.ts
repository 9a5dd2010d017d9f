import mongoose, { Schema, type Types } from 'mongoose'
import { GATEWAYS, type GatewayName } from '#lib/money/gateways.ts'
import { REFUND_STATUSES, type RefundStatus } from '#lib/payments/refund-status.ts'

/** Money on its way back to a payer; it lies on `refund:<id>` until it has arrived. */
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
  status: RefundStatus
  tries: number
  /** Business time from when on it is tried (again). */
  nextTryAt: Date
  /** Where a refused refund is paid to: a payout account of the payer. */
  account?: Types.ObjectId
  confirmedAt?: Date
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
    status: { type: String, enum: REFUND_STATUSES, required: true },
    tries: { type: Number, default: 0 },
    nextTryAt: { type: Date, required: true },
    account: ref('PayoutAccount'),
    confirmedAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'refunds', versionKey: false },
)
schema.index({ payment: 1 })
schema.index({ status: 1, nextTryAt: 1 })

export const Refund = mongoose.model('Refund', schema)
