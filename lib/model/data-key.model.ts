import mongoose, { Schema, type Types } from 'mongoose'

/**
 * The wrapped key of one person's encrypted fields. Without it nobody can read these fields, not even from a backup.
 */
export interface DataKeyRecord {
  /** The user whose fields it encrypts. */
  _id: Types.ObjectId
  wrapped: Buffer
  /** The name of the master key that wrapped it; absent from before names were kept. */
  wrappedBy?: string
  /** Real time. */
  createdAt: Date
}

const schema = new Schema<DataKeyRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    wrapped: { type: Buffer, required: true },
    wrappedBy: String,
    createdAt: { type: Date, required: true },
  },
  { collection: 'dataKeys', versionKey: false },
)

schema.index({ wrappedBy: 1 })

export const DataKey = mongoose.model('DataKey', schema)
