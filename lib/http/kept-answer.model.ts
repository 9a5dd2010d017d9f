import mongoose, { Schema } from 'mongoose'

/** What a request with an Idempotency-Key was answered, or that it is being worked on. */
export interface KeptAnswerRecord {
  /** Who asked, which route and which key, as one hash. */
  _id: string
  /** A hash of what was asked: the same key with anything else is refused. */
  asked: string
  /** Whose work it is: one attempt of a request. */
  owner: string
  /** Until when the owner has it to himself, unless he has answered (real time). */
  until: Date
  status?: number
  body?: string
  /** Real time. */
  expiresAt: Date
}

const schema = new Schema<KeptAnswerRecord>(
  {
    _id: { type: String, required: true },
    asked: { type: String, required: true },
    owner: { type: String, required: true },
    until: { type: Date, required: true },
    status: Number,
    body: String,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'keptAnswers', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const KeptAnswer = mongoose.model('KeptAnswer', schema)
