import mongoose, { Schema } from 'mongoose'
import type { Account } from '#lib/model/account.ts'

/** The balance of one account: the sum of its postings. It is updated in the transaction of each journal. */
export interface BalanceRecord {
  _id: Account
  /** Piastres. */
  posted: number
  /** How many journals have a posting to this account. */
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
