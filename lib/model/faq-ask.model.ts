import mongoose, { Schema, type Types } from 'mongoose'

/**
 * A question to the FAQ and what became of it. Contacts in it are covered. Who asked is stored only for a signed-in
 * asker, only so that the question is erased with them, and is shown to nobody.
 */
export interface FaqAskRecord {
  _id: Types.ObjectId
  /** Whoever asked, if they were signed in. */
  by?: Types.ObjectId
  question: string
  locale: 'ar' | 'en'
  outcome: 'answered' | 'unsure' | 'unknown'
  /** The entry that was answered; null if none was. */
  topic: string | null
  /**
   * What chose it: the words of the question, or a language model among what these suggested. Null if none was answered,
   * absent from what was asked before there was a model.
   */
  chosenBy?: 'words' | 'model' | null
  suggestions: string[]
  confidence: number
  /** What the asker said about the answer; null until they do. */
  helpful: boolean | null
  at: Date
  /** Real time. */
  expiresAt: Date
}

const schema = new Schema<FaqAskRecord>(
  {
    by: { type: Schema.Types.ObjectId, ref: 'User' },
    question: { type: String, required: true },
    locale: { type: String, enum: ['ar', 'en'], required: true },
    outcome: { type: String, enum: ['answered', 'unsure', 'unknown'], required: true },
    topic: { type: String, default: null },
    chosenBy: { type: String, enum: ['words', 'model'], default: null },
    suggestions: [String],
    confidence: { type: Number, required: true },
    helpful: { type: Boolean, default: null },
    at: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'faqAsks', versionKey: false },
)
schema.index({ by: 1 }, { sparse: true })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const FaqAsk = mongoose.model('FaqAsk', schema)
