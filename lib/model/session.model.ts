import mongoose, { Schema, type Types } from 'mongoose'

/** A login on one device. Its access tokens contain its id, so ending the session ends all of them. */
export interface SessionRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  /** Counts up with each refresh. A refresh token of an earlier generation has been used already. */
  generation: number
  /** When the present generation began. Its tokens are signed for this instant, so they can be signed again. */
  renewedAt?: Date
  createdAt: Date
  expiresAt: Date
  endedAt: Date | null
  /** Whether it began with a second factor, or has confirmed one since. */
  secondFactor?: boolean
  /** Why it ended: logout, reset, passwordChange, ban, roleChange, reuse. */
  endedBecause?: SessionEnd
}

const SESSION_ENDS = ['logout', 'reset', 'passwordChange', 'ban', 'roleChange', 'reuse'] as const
export type SessionEnd = (typeof SESSION_ENDS)[number]

const schema = new Schema<SessionRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    generation: { type: Number, default: 0 },
    renewedAt: Date,
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    secondFactor: Boolean,
    endedBecause: { type: String, enum: SESSION_ENDS },
  },
  { collection: 'sessions', versionKey: false },
)
schema.index({ user: 1, endedAt: 1 })
schema.index({ user: 1, createdAt: -1, _id: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Session = mongoose.model('Session', schema)
