import mongoose, { Schema, type Types } from 'mongoose'
import { PAYMENT_STATUSES, type PaymentStatus } from '#lib/payments/payment-status.ts'
import { GATEWAYS, PAYMENT_METHODS, type GatewayName, type PaymentMethod } from '#lib/money/gateways.ts'

/** What a payment is for: a job that is paid ahead, or a craftsman's wallet. */
export type PaymentPurpose = 'Job' | 'TopUp'

/** Money that somebody was asked for at a gateway, and what became of it. */
export interface PaymentRecord {
  _id: Types.ObjectId
  purpose: PaymentPurpose
  payer: Types.ObjectId
  job?: Types.ObjectId
  contract?: Types.ObjectId
  /** Piastres. */
  amount: number
  gateway: GatewayName
  method: PaymentMethod
  /** Ours, 20 characters of 0-9A-Z; what the gateway's messages are bound to us by. */
  reference: string
  status: PaymentStatus
  gatewayPaymentId?: string
  /** What the app was given to let its user pay; absent while the gateway has not answered. */
  checkout?: { clientSecret?: string; fawryReference?: string; redirectUrl?: string }
  /** Business time. */
  expiresAt: Date
  capturedAt?: Date
  /** Piastres of it that refunds were opened for, and that the gateway confirmed. */
  refundOpened: number
  refundConfirmed: number
  /** What it was before its chargeback. */
  statusBefore?: PaymentStatus
  /** When its gateway was last asked how it stands (real time). */
  askedAt?: Date
  createdAt: Date
  updatedAt: Date
}

const ref = (to: string) => ({ type: Schema.Types.ObjectId, ref: to })

const schema = new Schema<PaymentRecord>(
  {
    purpose: { type: String, enum: ['Job', 'TopUp'], required: true },
    payer: { ...ref('User'), required: true },
    job: ref('Job'),
    contract: ref('Contract'),
    amount: { type: Number, required: true },
    gateway: { type: String, enum: GATEWAYS, required: true },
    method: { type: String, enum: PAYMENT_METHODS, required: true },
    reference: { type: String, required: true },
    status: { type: String, enum: PAYMENT_STATUSES, required: true },
    gatewayPaymentId: String,
    checkout: new Schema(
      { clientSecret: String, fawryReference: String, redirectUrl: String },
      { _id: false },
    ),
    expiresAt: { type: Date, required: true },
    capturedAt: Date,
    refundOpened: { type: Number, default: 0 },
    refundConfirmed: { type: Number, default: 0 },
    statusBefore: { type: String, enum: PAYMENT_STATUSES },
    askedAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'payments', versionKey: false },
)
schema.index({ reference: 1 }, { unique: true })
// a contract is asked for one payment at a time, and has one that is held
schema.index(
  { contract: 1 },
  {
    unique: true,
    partialFilterExpression: { status: { $in: ['Pending', 'Unknown'] }, contract: { $exists: true } },
    name: 'onePendingPayment',
  },
)
schema.index({ contract: 1, status: 1 })
schema.index({ payer: 1, createdAt: -1 })
schema.index({ status: 1, expiresAt: 1 })
schema.index({ status: 1, updatedAt: 1 })
schema.index({ gateway: 1, gatewayPaymentId: 1 })

export const Payment = mongoose.model('Payment', schema)
