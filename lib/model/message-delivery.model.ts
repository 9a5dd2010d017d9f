import mongoose, { Schema } from 'mongoose'

/** How far the frames of one thread were sent to one of its two users. It keeps their order, and passes by itself. */
export interface MessageDeliveryRecord {
  /** `<job>:<user>:<the other user>`. */
  _id: string
  /** The number of the last message whose frame was sent, and of the last one that has to be sent. */
  through: number
  wanted: number
  /** The holder of the lease: only they send frames of this thread to this user. The lease ends at `busyUntil`. */
  sender: string | null
  busyUntil: Date
  /** Whether the lease of the holder before this one had ended without being released. */
  wasLeft?: boolean
  /** Real time. */
  expiresAt: Date
}

const schema = new Schema<MessageDeliveryRecord>(
  {
    _id: { type: String, required: true },
    through: { type: Number, required: true },
    wanted: { type: Number, required: true },
    sender: { type: String, default: null },
    busyUntil: { type: Date, required: true },
    wasLeft: Boolean,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'messageDeliveries', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const MessageDelivery = mongoose.model('MessageDelivery', schema)
