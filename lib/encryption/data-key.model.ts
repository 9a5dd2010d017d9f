import mongoose, { Schema, type Types } from 'mongoose'

/** The key of one person's sealed fields, wrapped. Without it nothing of his can be read, in backups neither. */
export interface DataKeyRecord {
  /** The user whose it is. */
  _id: Types.ObjectId
  wrapped: Buffer
  /** Real time. */
  createdAt: Date
}

const schema = new Schema<DataKeyRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    wrapped: { type: Buffer, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'dataKeys', versionKey: false },
)

export const DataKey = mongoose.model('DataKey', schema)
