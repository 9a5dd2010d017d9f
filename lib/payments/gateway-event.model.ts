import mongoose, { Schema, type Types } from 'mongoose'
import type { GatewayEvent } from '#lib/gateways/payments/payments.ts'
import { GATEWAYS, type GatewayName } from '#lib/money/gateways.ts'

/** A message of a gateway whose signature was right; stored once, in the transaction of its effect. */
interface GatewayEventRecord {
  _id: Types.ObjectId
  gateway: GatewayName
  /** The same for each delivery of the same message. */
  key: string
  payment?: Types.ObjectId
  happened: GatewayEvent['happened']
  at: Date
}

const schema = new Schema<GatewayEventRecord>(
  {
    gateway: { type: String, enum: GATEWAYS, required: true },
    key: { type: String, required: true },
    payment: { type: Schema.Types.ObjectId, ref: 'Payment' },
    happened: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'gatewayEvents', versionKey: false },
)
schema.index({ gateway: 1, key: 1 }, { unique: true })
schema.index({ payment: 1, at: 1 })

export const GatewayEventKept = mongoose.model('GatewayEvent', schema)
