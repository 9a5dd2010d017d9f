import mongoose, { Schema, type Types } from 'mongoose'
import { type GatewayName, GATEWAYS, PAYMENT_METHODS, type PaymentMethod } from '#lib/model/gateway-names.ts'
import {
  CHARGEBACK_FAULTS,
  type ChargebackFault,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '#lib/model/payment-status.ts'

/** What a payment is for: a job that is paid in advance, or a top-up of a craftsman's wallet. */
export type PaymentPurpose = 'Job' | 'TopUp'

/** Who bears a chargeback that came after the release, as staff decided in writing. */
export interface ChargebackDecision {
  /** The id of the chargeback in the list of those that stand. */
  chargebackId: string
  fault: ChargebackFault
  note: string
  /** What the craftsman bears, in piastres; 0 where the platform does. */
  amount: number
  by: Types.ObjectId
  at: Date
}

/** A refund of a payment that we did not order, by the gateway's id, and how much of it stands. In piastres. */
export interface RefundElsewhere {
  id: string
  amount: number
  /** What the gateway told of beyond what was left there as far as we knew. It is booked when more turns out to be left. */
  rest?: number
  /** How much of it the platform bore, where it is of a top-up; else it was taken back from its owner. */
  lost?: number
}

/** What a payer's bank took back of a payment and has not returned. */
export interface StandingChargeback {
  /** The gateway's id, with the number of this time where the bank had returned it before: `dp_1`, `dp_1:2`. */
  id: string
  /** Piastres. */
  amount: number
  at: Date
  /** Whether the bank decided for the payer. Until then it may still return the money. */
  isFinal?: boolean
}

/** What arrived in another currency, in its smallest unit, and whether it was refunded at the gateway. */
export interface UnbookedMoney {
  amount: number
  currency: string
  status: 'Due' | 'Refunded' | 'Refused'
  tries: number
  nextTryAt: Date
}

/** A payment at a gateway, and its outcome. */
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
  /** Our own reference, 20 characters of 0-9A-Z. The gateway signs it in its messages. */
  reference: string
  status: PaymentStatus
  gatewayPaymentId?: string
  /** What the app needs to let its user pay; absent until the gateway has answered. */
  checkout?: { clientSecret?: string; fawryReference?: string; redirectUrl?: string }
  /** Business time. */
  expiresAt: Date
  capturedAt?: Date
  /** How much of it refunds were opened for, and how much the gateway confirmed. In piastres. */
  refundOpened: number
  refundConfirmed: number
  /** What arrived, in piastres, if it was not the amount. */
  received?: number
  /** Refunds that we did not order, and their sum that stands; how much of it stood in for refunds that were due. */
  refundsElsewhere?: RefundElsewhere[]
  takenBack: number
  takenBackCovered: number
  unbooked?: UnbookedMoney
  /** The chargebacks that stand, and how much of them stood in for what the client was granted or refunded. */
  chargebacks?: StandingChargeback[]
  chargedBackCovered?: number
  /** What staff decided about its chargebacks that came after the release. */
  chargebackDecisions?: ChargebackDecision[]
  /** When the gateway was last asked about it (real time). */
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
    received: Number,
    refundsElsewhere: {
      type: [
        new Schema<RefundElsewhere>(
          { id: String, amount: Number, rest: Number, lost: Number },
          { _id: false, id: false },
        ),
      ],
      default: undefined,
    },
    takenBack: { type: Number, default: 0 },
    takenBackCovered: { type: Number, default: 0 },
    chargebacks: {
      type: [
        new Schema<StandingChargeback>(
          {
            id: { type: String, required: true },
            amount: { type: Number, required: true },
            at: { type: Date, required: true },
            isFinal: Boolean,
          },
          { _id: false, id: false },
        ),
      ],
      default: undefined,
    },
    chargedBackCovered: Number,
    unbooked: new Schema<UnbookedMoney>(
      {
        amount: { type: Number, required: true },
        currency: { type: String, required: true },
        status: { type: String, enum: ['Due', 'Refunded', 'Refused'], required: true },
        tries: { type: Number, required: true },
        nextTryAt: { type: Date, required: true },
      },
      { _id: false },
    ),
    chargebackDecisions: {
      type: [
        new Schema<ChargebackDecision>(
          {
            chargebackId: { type: String, required: true },
            fault: { type: String, enum: CHARGEBACK_FAULTS, required: true },
            note: { type: String, required: true },
            amount: { type: Number, required: true },
            by: { ...ref('User'), required: true },
            at: { type: Date, required: true },
          },
          { _id: false },
        ),
      ],
      default: undefined,
    },
    askedAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'payments', versionKey: false },
)
schema.index({ reference: 1 }, { unique: true })
// a contract has at most one pending payment at a time
schema.index(
  { contract: 1 },
  {
    unique: true,
    partialFilterExpression: { status: { $in: ['Pending', 'Unknown'] }, contract: { $exists: true } },
    name: 'onePendingPayment',
  },
)
schema.index({ contract: 1, status: 1 })
schema.index({ payer: 1, createdAt: -1, _id: -1 })
schema.index({ status: 1, expiresAt: 1 })
schema.index({ status: 1, updatedAt: 1 })
schema.index({ status: 1, askedAt: 1 })
schema.index({ gateway: 1, gatewayPaymentId: 1 })
// the chargebacks about which a bank has still to decide, the oldest first
schema.index(
  { 'chargebacks.isFinal': 1, 'chargebacks.at': 1 },
  { partialFilterExpression: { status: 'ChargedBack' }, name: 'undecidedChargebacks' },
)
schema.index({ 'unbooked.nextTryAt': 1 }, { partialFilterExpression: { 'unbooked.status': 'Due' } })

export const Payment = mongoose.model('Payment', schema)
