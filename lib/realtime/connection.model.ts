import mongoose, { Schema, type Types } from 'mongoose'

/** An open socket of one session, by the id that the gateway gave it. */
export interface ConnectionRecord {
  _id: string
  user: Types.ObjectId
  session: Types.ObjectId
  connectedAt: Date
  /** No socket lives longer than two hours; `$disconnect` is told on best effort alone. */
  expiresAt: Date
  /** Until then it may still ask for what it missed, and is sent nothing new before that. */
  heldUntil: Date | null
  /** The number of the last notification that it was sent, and of the last that it is to be sent. */
  through: number
  wanted: number
  /** Who sends to it now, so that what has an order keeps it, and until when that counts. */
  sender: string | null
  busyUntil: Date
}

const schema = new Schema<ConnectionRecord>(
  {
    _id: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    session: { type: Schema.Types.ObjectId, ref: 'Session', required: true },
    connectedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    heldUntil: { type: Date, default: null },
    through: { type: Number, required: true },
    wanted: { type: Number, required: true },
    sender: { type: String, default: null },
    busyUntil: { type: Date, default: new Date(0) },
  },
  { collection: 'connections', versionKey: false },
)
schema.index({ user: 1, connectedAt: 1 })
schema.index({ session: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Connection = mongoose.model('Connection', schema)
