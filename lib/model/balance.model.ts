import mongoose, { Schema } from 'mongoose'
import type { Account } from '#lib/model/account.ts'

/** The balance of one account: the sum of its postings. It is updated in the transaction of each journal. */
export interface BalanceRecord {
  _id: Account
  /** Piastres. */
  posted: number
  /** How many journals have a posting to this account. The last posting has this version. */
  version: number
  /** Set by each journal, until the check of the ledger has read its postings. */
  unchecked?: boolean
  /** How often it was written without a change of the balance, to conflict with whoever would change it. */
  locks?: number
}

const schema = new Schema<BalanceRecord>(
  {
    _id: { type: String, required: true },
    posted: { type: Number, required: true },
    version: { type: Number, required: true },
    unchecked: Boolean,
    locks: Number,
  },
  { collection: 'balances', versionKey: false },
)
schema.index({ unchecked: 1, _id: 1 }, { partialFilterExpression: { unchecked: true } })

export const Balance = mongoose.model('Balance', schema)
