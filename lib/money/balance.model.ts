import mongoose, { Schema } from 'mongoose'
import type { Account } from '#lib/money/accounts.ts'

/** What the journals of one account add up to, kept in the same transaction as each of them. */
export interface BalanceRecord {
  _id: Account
  /** Piastres. */
  posted: number
  /** How many journals have touched it. */
  version: number
}

const schema = new Schema<BalanceRecord>(
  {
    _id: { type: String, required: true },
    posted: { type: Number, required: true },
    version: { type: Number, required: true },
  },
  { collection: 'balances', versionKey: false },
)

export const Balance = mongoose.model('Balance', schema)
