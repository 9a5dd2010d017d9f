import mongoose, { Schema, type Types } from 'mongoose'
import type { Account } from '#lib/money/accounts.ts'

/** Why money moved. */
export const JOURNAL_KINDS = [
  'payment',
  'latePayment',
  'release',
  'refund',
  'refundPaid',
  'refundFailed',
  'visitFee',
  'split',
  'cashFee',
  'debtPaid',
  'topUp',
  'payout',
  'payoutPaid',
  'chargeback',
  'chargebackReversed',
  'clawback',
  'goodwill',
  'reversal',
] as const
export type JournalKind = (typeof JOURNAL_KINDS)[number]

export interface JournalLine {
  account: Account
  /** Piastres: + credits the account, - debits it. */
  amount: number
}

/** One movement of money: written once, never changed; a mistake is mended by a reversal. */
export interface JournalRecord {
  _id: Types.ObjectId
  /** What may happen once: `fund:<payment>`, `release:<contract>` ... */
  key: string
  kind: JournalKind
  lines: JournalLine[]
  job?: Types.ObjectId
  /** The key of the journal that this one takes back. */
  reverses?: string
  /** Business time. */
  at: Date
}

/** What MongoDB itself refuses, whoever writes: half a journal, fractions, lines that do not add up to zero. */
const validator = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['_id', 'key', 'kind', 'lines', 'at'],
    additionalProperties: false,
    properties: {
      _id: { bsonType: 'objectId' },
      key: { bsonType: 'string', minLength: 3, maxLength: 200 },
      kind: { enum: [...JOURNAL_KINDS] },
      job: { bsonType: 'objectId' },
      reverses: { bsonType: 'string' },
      at: { bsonType: 'date' },
      lines: {
        bsonType: 'array',
        minItems: 2,
        maxItems: 20,
        items: {
          bsonType: 'object',
          required: ['account', 'amount'],
          additionalProperties: false,
          properties: {
            account: { bsonType: 'string', pattern: '^[a-z]+:[A-Za-z0-9-]+$' },
            amount: { bsonType: ['int', 'long', 'double'], multipleOf: 1, not: { enum: [0] } },
          },
        },
      },
    },
  },
  $expr: { $eq: [{ $sum: '$lines.amount' }, 0] },
}

const schema = new Schema<JournalRecord>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: JOURNAL_KINDS, required: true },
    lines: [
      new Schema<JournalLine>(
        { account: { type: String, required: true }, amount: { type: Number, required: true } },
        { _id: false },
      ),
    ],
    job: { type: Schema.Types.ObjectId, ref: 'Job' },
    reverses: String,
    at: { type: Date, required: true, immutable: true },
  },
  { collection: 'journals', versionKey: false, collectionOptions: { validator } },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ reverses: 1 }, { unique: true, partialFilterExpression: { reverses: { $exists: true } } })
schema.index({ 'lines.account': 1, _id: 1 })
schema.index({ job: 1, _id: 1 }, { partialFilterExpression: { job: { $exists: true } } })

export const Journal = mongoose.model('Journal', schema)
