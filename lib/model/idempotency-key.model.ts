import mongoose, { Schema, type Types } from 'mongoose'

/** A request with an Idempotency-Key: the saved response, or the lease of the attempt that works on it. */
export interface IdempotencyRecord {
  /** One hash of the caller, the route and the key. */
  _id: string
  /** Who asked, so that it can be erased with them. */
  caller?: Types.ObjectId
  /** A hash of the request. The same key with another request is refused. */
  asked: string
  /** The attempt that holds the lease. */
  owner: string
  /** When the lease ends, if the attempt has not saved a response by then (real time). */
  until: Date
  status?: number
  body?: string
  /** The people whom the body shows; absent if it shows nobody. */
  shows?: Types.ObjectId[]
  /** Real time. */
  expiresAt: Date
}

const schema = new Schema<IdempotencyRecord>(
  {
    _id: { type: String, required: true },
    caller: { type: Schema.Types.ObjectId, ref: 'User' },
    asked: { type: String, required: true },
    owner: { type: String, required: true },
    until: { type: Date, required: true },
    status: Number,
    body: String,
    shows: { type: [Schema.Types.ObjectId], default: undefined },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'idempotencyKeys', versionKey: false },
)
schema.index({ caller: 1 })
schema.index({ shows: 1 }, { sparse: true })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const IdempotencyKey = mongoose.model('IdempotencyKey', schema)
