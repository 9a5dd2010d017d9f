import mongoose, { Schema, type Types } from 'mongoose'

/** What a member of staff noted about a person. It is kept encrypted with that person's data key. */
export interface UserNoteRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  by: Types.ObjectId
  ciphertext: string
  createdAt: Date
}

const schema = new Schema<UserNoteRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    by: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    ciphertext: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'userNotes', versionKey: false },
)
schema.index({ user: 1, createdAt: -1, _id: -1 })

export const UserNote = mongoose.model('UserNote', schema)
