import mongoose, { Schema, type Types } from 'mongoose'
import type { EventType } from '#lib/events/catalogue.ts'

/** An event that was recorded with the change it tells of, and not yet sent to whoever must hear it. */
export interface OutboxRecord {
  _id: Types.ObjectId
  type: EventType
  version: number
  data: Record<string, unknown>
  at: Date
  requestId?: string
  sentAt: Date | null
}

const schema = new Schema<OutboxRecord>(
  {
    type: { type: String, required: true },
    version: { type: Number, required: true },
    data: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
    requestId: String,
    sentAt: { type: Date, default: null },
  },
  { collection: 'outbox', versionKey: false },
)
schema.index({ sentAt: 1, at: 1 })

export const Outbox = mongoose.model('Outbox', schema)
