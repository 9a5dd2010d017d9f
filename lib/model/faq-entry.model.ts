import mongoose, { Schema, type Types } from 'mongoose'
import type { FaqAudience } from '#lib/model/faq-audience.ts'

/** What staff made of an entry of the FAQ: one that is delivered, changed or hidden, or one of their own. */
export interface FaqEntryRecord {
  _id: Types.ObjectId
  /** The id that apps know. */
  key: string
  for: FaqAudience
  question: { en: string; ar: string }
  answer: { en: string; ar: string }
  links: string[]
  /** Questions that people ask for it: what is near one of them is answered with this entry. */
  examples: string[]
  hidden: boolean
  createdAt: Date
  updatedAt: Date
}

const inBoth = { en: { type: String, required: true }, ar: { type: String, required: true } } as const

const schema = new Schema<FaqEntryRecord>(
  {
    key: { type: String, required: true },
    for: { type: String, enum: ['anyone', 'client', 'craftsman'], required: true },
    question: new Schema(inBoth, { _id: false }),
    answer: new Schema(inBoth, { _id: false }),
    links: [String],
    examples: [String],
    hidden: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'faqEntries', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })

export const FaqEntry = mongoose.model('FaqEntry', schema)
