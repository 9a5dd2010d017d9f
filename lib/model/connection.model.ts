import mongoose, { Schema, type Types } from 'mongoose'

/** An open socket of a session. Its `_id` is the id that the API gateway gave it. */
export interface ConnectionRecord {
  _id: string
  user: Types.ObjectId
  session: Types.ObjectId
  /** Which of the sockets of its user it is, from 0 on. Two never have the same, so there are no more than slots. */
  slot: number
  connectedAt: Date
  /** No socket stays open for more than two hours. A `$disconnect` may not be delivered, so the record expires. */
  expiresAt: Date
  /** Until then the app may ask for what it missed, and is sent nothing new. */
  heldUntil: Date | null
  /** The number of the last notification that was sent, and of the last one that has to be sent. */
  through: number
  wanted: number
  /**
   * The holder of the lease: only they send notifications now, so that the order is kept. A lease that has ended at
   * `busyUntil` and was not released makes the socket a lost one, which is closed (lib/realtime/lost-socket.ts).
   */
  sender: string | null
  busyUntil: Date
  /** When the frames of its last second came in (ms), and whether the latest frame was still within the limit. */
  recent: number[]
  admitted: boolean
  /** The order of frames with a `seq`: the last one that was applied, the one that is being applied, those that wait. */
  applied: number
  applying: { seq: number; holder: string; until: Date } | null
  waiting: { seq: number; at: Date }[]
}

const schema = new Schema<ConnectionRecord>(
  {
    _id: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    session: { type: Schema.Types.ObjectId, ref: 'Session', required: true },
    slot: { type: Number, required: true },
    connectedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    heldUntil: { type: Date, default: null },
    through: { type: Number, required: true },
    wanted: { type: Number, required: true },
    sender: { type: String, default: null },
    busyUntil: { type: Date, default: new Date(0) },
    recent: { type: [Number], default: [] },
    admitted: { type: Boolean, default: true },
    applied: { type: Number, default: 0 },
    applying: { type: Schema.Types.Mixed, default: null },
    waiting: { type: [{ type: Schema.Types.Mixed }], default: [] },
  },
  { collection: 'connections', versionKey: false },
)
schema.index({ user: 1, slot: 1 }, { unique: true })
schema.index({ session: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Connection = mongoose.model('Connection', schema)
