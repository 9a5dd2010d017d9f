import mongoose, { Schema, type Types } from 'mongoose'

/** One message in the thread of a job's client and one craftsman. */
export interface MessageRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  client: Types.ObjectId
  craftsman: Types.ObjectId
  from: Types.ObjectId
  to: Types.ObjectId
  /** As it is shown; what was covered was never stored. */
  text?: string
  images: string[]
  readAt?: Date
  /** Taken back by its sender: its place stays, its words are for staff alone. */
  deletedAt?: Date
  createdAt: Date
}

const ref = (to: string) => ({ type: Schema.Types.ObjectId, ref: to, required: true })

const schema = new Schema<MessageRecord>(
  {
    job: ref('Job'),
    client: ref('User'),
    craftsman: ref('User'),
    from: ref('User'),
    to: ref('User'),
    text: String,
    images: { type: [String], default: [] },
    readAt: Date,
    deletedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'messages', versionKey: false },
)
schema.index({ job: 1, craftsman: 1, createdAt: -1, _id: -1 })

export const Message = mongoose.model('Message', schema)
