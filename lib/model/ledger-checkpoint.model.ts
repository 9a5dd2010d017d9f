import mongoose, { Schema } from 'mongoose'

/** What is stored and what the journals give, in piastres, unless `how` says what differs. */
export interface Difference {
  /** The account, the journal or the person’s figure that differs. */
  readonly what: string
  readonly stored: number
  readonly derived: number
  /** What is wrong, where it is not an amount: a version, or a journal that was changed. */
  readonly how?: string
}

/**
 * How far the history of an account was verified, and what differs in it. While something differs, nothing is paid out
 * of the account. A journal that belongs to no account with a history has one too, as `journal:<key>`, if it differs.
 */
export interface LedgerCheckpointRecord {
  /** The account. */
  _id: string
  /** The postings up to this version were verified; `posted` is the balance after it, in piastres. */
  version: number
  posted: number
  /** Real time, as of `differsSince`. */
  checkedAt: Date
  differences?: Difference[]
  differsSince?: Date
}

const schema = new Schema<LedgerCheckpointRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    posted: { type: Number, required: true },
    checkedAt: { type: Date, required: true },
    differences: {
      type: [
        new Schema<Difference>(
          { what: String, stored: Number, derived: Number, how: String },
          { _id: false },
        ),
      ],
      default: undefined,
    },
    differsSince: Date,
  },
  { collection: 'ledgerCheckpoints', versionKey: false },
)
schema.index({ checkedAt: 1 }, { partialFilterExpression: { differsSince: { $exists: true } } })

export const LedgerCheckpoint = mongoose.model('LedgerCheckpoint', schema)
