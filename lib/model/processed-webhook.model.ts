import mongoose, { Schema, type Types } from 'mongoose'
import { type GatewayName, GATEWAYS } from '#lib/model/gateway-names.ts'
import type { WebhookContent } from '#lib/model/webhook-content.ts'

/** A webhook with a valid signature. It is stored once, in the transaction that applies it. */
interface ProcessedWebhookRecord {
  _id: Types.ObjectId
  gateway: GatewayName
  /** Identifies what the message says: every delivery of the same message has the same key. */
  key: string
  payment?: Types.ObjectId
  content: WebhookContent
  at: Date
}

const schema = new Schema<ProcessedWebhookRecord>(
  {
    gateway: { type: String, enum: GATEWAYS, required: true },
    key: { type: String, required: true },
    payment: { type: Schema.Types.ObjectId, ref: 'Payment' },
    content: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'processedWebhooks', versionKey: false },
)
schema.index({ gateway: 1, key: 1 }, { unique: true })
schema.index({ payment: 1, at: 1 })

export const ProcessedWebhook = mongoose.model('ProcessedWebhook', schema)
