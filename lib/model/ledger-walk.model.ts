import mongoose, { Schema } from 'mongoose'

/** The parts of a walk over the whole ledger, in this order. */
export const WALK_STAGES = ['journals', 'accounts', 'users'] as const
export type WalkStage = (typeof WALK_STAGES)[number]

/** How far a walk over the whole ledger has come: the rolling audit, or a rebuild. */
export interface LedgerWalkRecord {
  _id: 'audit' | 'rebuild'
  stage: WalkStage
  /** The last id of the stage that was read; absent at its begin. */
  after?: string
  journals: number
  accounts: number
  users: number
  /** Real time. */
  startedAt: Date
  updatedAt: Date
}

const count = { type: Number, required: true } as const
const schema = new Schema<LedgerWalkRecord>(
  {
    _id: { type: String, required: true },
    stage: { type: String, enum: WALK_STAGES, required: true },
    after: String,
    journals: count,
    accounts: count,
    users: count,
    startedAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'ledgerWalks', versionKey: false },
)

export const LedgerWalk = mongoose.model('LedgerWalk', schema)
