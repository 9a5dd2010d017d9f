import mongoose, { Schema, type Types } from 'mongoose'

/** Questions that the FAQ did not answer, or not helpfully: one record for all spellings of a question. */
export interface FaqUnansweredRecord {
  _id: Types.ObjectId
  /** The hash of the folded question. */
  key: string
  /** As it was last asked, with contacts covered. */
  question: string
  locale: 'ar' | 'en'
  /** Whoever asked it last, if they were signed in: its words are theirs. */
  by?: Types.ObjectId | null
  count: number
  /** The entries that came nearest, as of the last time. */
  suggestions: string[]
  lastAskedAt: Date
  /** Real time. */
  expiresAt: Date
}

const schema = new Schema<FaqUnansweredRecord>(
  {
    key: { type: String, required: true },
    question: { type: String, required: true },
    by: { type: Schema.Types.ObjectId, ref: 'User' },
    locale: { type: String, enum: ['ar', 'en'], required: true },
    count: { type: Number, required: true },
    suggestions: [String],
    lastAskedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'faqUnanswered', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ by: 1 }, { sparse: true })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
schema.index({ count: -1, _id: -1 })

export const FaqUnanswered = mongoose.model('FaqUnanswered', schema)
