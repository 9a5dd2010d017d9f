import mongoose, { Schema, type Types } from 'mongoose'
import type { Account } from '#lib/model/account.ts'

/** Why money moved. */
export const JOURNAL_KINDS = [
  'payment',
  'latePayment',
  'release',
  'refund',
  'refundPaid',
  'visitFee',
  'split',
  'cashFee',
  'debtPaid',
  'topUp',
  'payout',
  'payoutPaid',
  'chargeback',
  'refundElsewhere',
  'clawback',
  'goodwill',
  'waived',
  'unclaimed',
  'reversal',
] as const
export type JournalKind = (typeof JOURNAL_KINDS)[number]

export interface Posting {
  account: Account
  /** Piastres: + credits the account, - debits it. */
  amount: number
  /**
   * Which posting of its account this is: 1, 2, 3 ... without a gap. Only in accounts whose balance is stored, as every
   * payment has a posting to one of the others.
   */
  version?: number
  /** The balance of the account after this posting, in piastres. It is there together with `version`. */
  balanceAfter?: number
}

/** One movement of money. It is written once and never changed; a reversal takes it back. */
export interface JournalRecord {
  _id: Types.ObjectId
  /**
   * Makes it happen once: `payment:<payment>`, `release:<contract>`, `visitFee:<contract>`, `decision:<dispute>`,
   * `refund:<refund>`, `payout:<payout>`, `reversal:<key of the reversed journal>` ...
   */
  key: string
  kind: JournalKind
  postings: Posting[]
  job?: Types.ObjectId
  /** The key of the journal that this one reverses. */
  reverses?: string
  /** Business time. */
  at: Date
  /** Computed of everything else in the journal, so that a change of any of it shows. */
  checksum: string
}

/** MongoDB itself refuses, whoever writes: half a journal, fractions, postings that do not add up to zero. */
const validator = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['_id', 'key', 'kind', 'postings', 'at', 'checksum'],
    additionalProperties: false,
    properties: {
      _id: { bsonType: 'objectId' },
      key: { bsonType: 'string', minLength: 3, maxLength: 200 },
      kind: { enum: [...JOURNAL_KINDS] },
      job: { bsonType: 'objectId' },
      reverses: { bsonType: 'string' },
      at: { bsonType: 'date' },
      checksum: { bsonType: 'string', minLength: 22, maxLength: 22 },
      postings: {
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
            version: { bsonType: ['int', 'long', 'double'], multipleOf: 1, minimum: 1 },
            balanceAfter: { bsonType: ['int', 'long', 'double'], multipleOf: 1 },
          },
          anyOf: [
            { properties: { account: { pattern: '^(gateway:|platform:(fees|goodwill)$)' } } }, // see money/accounts.ts
            { required: ['version', 'balanceAfter'] },
          ],
        },
      },
    },
  },
  $expr: { $eq: [{ $sum: '$postings.amount' }, 0] },
}

const schema = new Schema<JournalRecord>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: JOURNAL_KINDS, required: true },
    postings: [
      new Schema<Posting>(
        {
          account: { type: String, required: true },
          amount: { type: Number, required: true },
          version: Number,
          balanceAfter: Number,
        },
        { _id: false },
      ),
    ],
    job: { type: Schema.Types.ObjectId, ref: 'Job' },
    reverses: String,
    at: { type: Date, required: true, immutable: true },
    checksum: { type: String, required: true },
  },
  { collection: 'journals', versionKey: false, collectionOptions: { validator } },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ reverses: 1 }, { unique: true, partialFilterExpression: { reverses: { $exists: true } } })
schema.index({ 'postings.account': 1, 'postings.version': 1 })
schema.index({ job: 1, _id: 1 }, { partialFilterExpression: { job: { $exists: true } } })

export const Journal = mongoose.model('Journal', schema)
