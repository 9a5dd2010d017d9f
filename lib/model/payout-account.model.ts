import mongoose, { Schema, type Types } from 'mongoose'
import {
  PAYOUT_ACCOUNT_KINDS,
  PAYOUT_ACCOUNT_STATUSES,
  type PayoutAccountKind,
  type PayoutAccountStatus,
} from '#lib/model/payout-account-kinds.ts'

/**
 * A bank account, mobile wallet or Stripe account to which a user is paid. Only the code that writes the bank's file
 * reads its number.
 */
export interface PayoutAccountRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  kind: PayoutAccountKind
  /** The name by which its owner recognises it: the last four digits, never more. */
  label: string
  status: PayoutAccountStatus
  /** Holder and number, encrypted for `payoutAccount:<id>`. They are removed when the account is deleted. */
  sealed?: string
  /** Stripe's id of the account (`acct_...`). It is neither secret nor an account number. */
  providerId?: string
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date
}

/** The index of a user's accounts. */
export const ACCOUNTS_OF_USER = { user: 1, createdAt: -1, _id: -1, deletedAt: 1 } as const

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
schema.index({ ...ACCOUNTS_OF_USER })
schema.index(
  { providerId: 1 },
  {
    unique: true,
    partialFilterExpression: { providerId: { $exists: true } },
  },
)

export const PayoutAccount = mongoose.model('PayoutAccount', schema)
