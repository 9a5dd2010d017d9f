import mongoose, { Schema, type Types } from 'mongoose'

/** An open socket of a session. Its `_id` is the id that the API gateway gave it. */
export interface ConnectionRecord {
  _id: string
  user: Types.ObjectId
  session: Types.ObjectId
  connectedAt: Date
  /** No socket stays open for more than two hours. A `$disconnect` may not be delivered, so the record expires. */
  expiresAt: Date
  /** Until then the app may ask for what it missed, and is sent nothing new. */
  heldUntil: Date | null
  /** The number of the last notification that was sent, and of the last one that has to be sent. */
  through: number
  wanted: number
  /**
   * The holder of the lease: only they send notifications now, so that the order is kept. The lease ends at
   * `busyUntil`.
   */
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
