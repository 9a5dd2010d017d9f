import mongoose, { Schema, type Types } from 'mongoose'
import { PAYOUT_ACCOUNT_KINDS, type PayoutAccountKind } from '#lib/model/payout-account-kinds.ts'
import {
  PAYOUT_PURPOSES,
  PAYOUT_STATUSES,
  type PayoutPurpose,
  type PayoutStatus,
} from '#lib/model/payout-status.ts'

/**
 * Money that is being paid out to a payout account. Until it is paid, the ledger holds it on `payout:<id>` (a refund
 * on `refund:<id>`).
 */
export interface PayoutRecord {
  _id: Types.ObjectId
  purpose: PayoutPurpose
  /** Who is paid: a craftsman, or the payer of a refund. */
  payee: Types.ObjectId
  refund?: Types.ObjectId
  /** Piastres. */
  amount: number
  status: PayoutStatus
  account: Types.ObjectId
  kind: PayoutAccountKind
  batch?: Types.ObjectId
  /** Business time. */
  requestedAt: Date
  /** The due date: two business days later by default. */
  dueBy: Date
  settledAt?: Date
  /** When the bank sent back what it had paid. */
  returnedAt?: Date
  /** The reference of the bank or the provider. */
  reference?: string
  reason?: string
  /** When its provider was last called about it (real time). */
  triedAt?: Date
  /** When its provider was last asked what became of it (real time). */
  askedAt?: Date
  updatedAt: Date
}

const ref = (to: string) => ({ type: Schema.Types.ObjectId, ref: to })

/** The indexes of the list of payouts, each in its order. */
export const PAYOUT_LISTS = {
  all: { requestedAt: -1, _id: -1 },
  ofStatus: { status: 1, requestedAt: -1, _id: -1, dueBy: 1 },
  ofPayee: { payee: 1, requestedAt: -1, _id: -1, status: 1, dueBy: 1 },
  ofBatch: { batch: 1, requestedAt: -1, _id: -1, status: 1 },
} as const

const schema = new Schema<PayoutRecord>(
  {
    purpose: { type: String, enum: PAYOUT_PURPOSES, required: true },
    payee: { ...ref('User'), required: true },
    refund: ref('Refund'),
    amount: { type: Number, required: true },
    status: { type: String, enum: PAYOUT_STATUSES, required: true },
    account: { ...ref('PayoutAccount'), required: true },
    kind: { type: String, enum: PAYOUT_ACCOUNT_KINDS, required: true },
    batch: ref('PayoutBatch'),
    requestedAt: { type: Date, required: true },
    dueBy: { type: Date, required: true },
    settledAt: Date,
    returnedAt: Date,
    reference: String,
    reason: String,
    triedAt: Date,
    askedAt: Date,
    updatedAt: { type: Date, required: true },
  },
  { collection: 'payouts', versionKey: false },
)
// the list of staff with each of its filters; what follows the order filters further without reading documents
schema.index({ ...PAYOUT_LISTS.all })
schema.index({ ...PAYOUT_LISTS.ofStatus })
schema.index({ ...PAYOUT_LISTS.ofPayee })
// those that are late, and how many were settled in time
schema.index({ status: 1, dueBy: 1 })
schema.index({ status: 1, settledAt: -1, dueBy: 1 })
schema.index({ kind: 1, status: 1, requestedAt: 1 }) // what the provider is to pay, or is asked about
schema.index({ account: 1, status: 1 })
schema.index({ ...PAYOUT_LISTS.ofBatch }, { partialFilterExpression: { batch: { $exists: true } } })
// a refund is paid out only once; after a failure its payer names another account, and the next payout belongs to the
// same refund
schema.index(
  { refund: 1 },
  {
    unique: true,
    partialFilterExpression: {
      refund: { $exists: true },
      status: { $in: ['Requested', 'Batched', 'Sent', 'Unknown', 'Paid'] },
    },
  },
)

export const Payout = mongoose.model('Payout', schema)
