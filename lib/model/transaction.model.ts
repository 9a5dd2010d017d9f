import mongoose, { Schema, type Types } from 'mongoose'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import {
  TRANSACTION_GATEWAYS,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type TransactionStatus,
  type TransactionType,
} from '#lib/model/transaction-status.ts'

/** A transaction in a craftsman's statement: what a journal means for their wallet. */
export interface TransactionRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  job?: Types.ObjectId
  contract?: Types.ObjectId
  payment?: Types.ObjectId
  payout?: Types.ObjectId
  type: TransactionType
  /** Piastres, negative for debits. */
  amount: number
  status: TransactionStatus
  gateway: GatewayName | 'System'
  gatewayTransactionId?: string
  /** Earnings: when they clear and can be withdrawn (business time). */
  clearsAt?: Date
  /** Earnings that a dispute freezes, no matter how old they are. */
  frozen?: boolean
  /** A Pending fee: after how many days of debt the craftsman was last reminded. */
  remindedDays?: number
  createdAt: Date
  updatedAt: Date
}

const ref = (to: string) => ({ type: Schema.Types.ObjectId, ref: to })

/** The index of a wallet's statement. */
export const STATEMENT_INDEX = { user: 1, createdAt: -1, _id: -1, type: 1, status: 1 } as const

const schema = new Schema<TransactionRecord>(
  {
    user: { ...ref('User'), required: true },
    job: ref('Job'),
    contract: ref('Contract'),
    payment: ref('Payment'),
    payout: ref('Payout'),
    type: { type: String, enum: TRANSACTION_TYPES, required: true },
    amount: { type: Number, required: true },
    status: { type: String, enum: TRANSACTION_STATUSES, required: true },
    gateway: { type: String, enum: TRANSACTION_GATEWAYS, required: true },
    gatewayTransactionId: String,
    clearsAt: Date,
    frozen: Boolean,
    remindedDays: Number,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'transactions', versionKey: false },
)
// a wallet's statement; what follows the order filters without reading documents
schema.index({ ...STATEMENT_INDEX })
schema.index({ user: 1, status: 1, type: 1, amount: 1 }) // the check of the ledger sums them up without reading them
schema.index({ contract: 1, type: 1 })
schema.index({ type: 1, status: 1, createdAt: 1 })
/** The fees that are owed, by craftsman, the oldest first. */
export const PENDING_FEES = 'pendingFees'
schema.index(
  { user: 1, createdAt: 1, _id: 1 },
  { partialFilterExpression: { type: 'Fee', status: 'Pending' }, name: PENDING_FEES },
)
schema.index({ payout: 1 }, { unique: true, partialFilterExpression: { payout: { $exists: true } } })

export const Transaction = mongoose.model('Transaction', schema)
