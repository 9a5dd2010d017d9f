import mongoose, { Schema, type Types } from 'mongoose'

/** An event. It is recorded in the transaction of the change it describes, and sent to its consumers afterwards. */
export interface OutboxRecord {
  _id: Types.ObjectId
  /** A key of the catalogue (lib/events/catalogue.ts). */
  type: string
  version: number
  data: Record<string, unknown>
  at: Date
  requestId?: string
  sentAt: Date | null
  /** Its queue refused it: when it is tried again (real time). */
  retryAt?: Date
  /** What reports count anew because of it (lib/events/touched.ts). Unset as soon as they have. */
  touched?: string
}

const schema = new Schema<OutboxRecord>(
  {
    type: { type: String, required: true },
    version: { type: Number, required: true },
    data: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
    requestId: String,
    sentAt: { type: Date, default: null },
    retryAt: Date,
    touched: String,
  },
  { collection: 'outbox', versionKey: false },
)
schema.index({ sentAt: 1, retryAt: 1, at: 1 })
// what reports have not counted yet, the oldest first, and by what it is about
const isTouched = { touched: { $exists: true } }
schema.index({ at: 1, touched: 1 }, { partialFilterExpression: isTouched, name: 'uncounted' })
schema.index({ touched: 1, _id: 1 }, { partialFilterExpression: isTouched, name: 'uncountedOf' })
// the few that have a text in them
schema.index({ at: 1 }, { partialFilterExpression: { 'data.reason': { $type: 'string' } }, name: 'withText' })

export const Outbox = mongoose.model('Outbox', schema)
