import mongoose, { Schema, type Types } from 'mongoose'

/**
 * The national ID number of one account: encrypted, and found again only by keyed hashes of it. Nobody can compute a
 * hash without the key, though there are few enough numbers to try them all.
 */
export interface NationalIdRecord {
  /** The user whose number it is: an account has one. */
  _id: Types.ObjectId
  /** One for each hash key in use, so that the key can be changed. No two accounts share one. */
  hashes: string[]
  /** The names of those keys. */
  hashedBy: string
  /** The number, encrypted with its owner's key. */
  sealed: string
  /** When staff first approved it. From then on it does not change. */
  verifiedAt?: Date
  /** Its submission was rejected: another account may claim the number. */
  isReleased: boolean
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<NationalIdRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    hashes: { type: [String], required: true },
    hashedBy: { type: String, required: true },
    sealed: { type: String, required: true },
    verifiedAt: Date,
    isReleased: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'nationalIds', versionKey: false },
)
schema.index({ hashes: 1 }, { unique: true })

export const NationalId = mongoose.model('NationalId', schema)
