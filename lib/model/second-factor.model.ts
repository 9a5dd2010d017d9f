import mongoose, { Schema, type Types } from 'mongoose'

/** The second factor of a member of staff: the secret of their authenticator app, and recovery codes. */
export interface SecondFactorRecord {
  /** The user. */
  _id: Types.ObjectId
  /** Encrypted with their data key; absent until the first one is confirmed. */
  secret?: string
  /** A secret that was shown and is not confirmed yet. It replaces the other then. */
  pending?: string | null
  /** The last time step whose code was used: no code works twice. */
  lastStep: number
  /** Hashes of the recovery codes that are left. */
  recoveryCodes: string[]
  confirmedAt?: Date
}

const schema = new Schema<SecondFactorRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    secret: String,
    pending: String,
    lastStep: { type: Number, default: 0 },
    recoveryCodes: { type: [String], default: [] },
    confirmedAt: Date,
  },
  { collection: 'secondFactors', versionKey: false },
)

export const SecondFactor = mongoose.model('SecondFactor', schema)
