import mongoose, { Schema, type Types } from 'mongoose'
import {
  PAYOUT_ACCOUNT_KINDS,
  PAYOUT_ACCOUNT_STATUSES,
  type PayoutAccountKind,
  type PayoutAccountStatus,
} from '#lib/wallet/payout-account-kinds.ts'

/** An account outside to which somebody is paid. Its number is readable for whoever writes the bank's file alone. */
export interface PayoutAccountRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  kind: PayoutAccountKind
  /** What its owner knows it by: the last four digits, never more. */
  label: string
  status: PayoutAccountStatus
  /** Holder and number, sealed for `payoutAccount:<id>`; gone once it is deleted. */
  sealed?: string
  /** `acct_...` of Stripe, which is no secret and no number. */
  providerId?: string
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date
}

const schema = new Schema<PayoutAccountRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    kind: { type: String, enum: PAYOUT_ACCOUNT_KINDS, required: true },
    label: { type: String, required: true },
    status: { type: String, enum: PAYOUT_ACCOUNT_STATUSES, required: true },
    sealed: String,
    providerId: String,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    deletedAt: Date,
  },
  { collection: 'payoutAccounts', versionKey: false },
)
schema.index({ user: 1, createdAt: -1 })
schema.index(
  { providerId: 1 },
  {
    unique: true,
    partialFilterExpression: { providerId: { $exists: true } },
  },
)

export const PayoutAccount = mongoose.model('PayoutAccount', schema)
