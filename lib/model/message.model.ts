import mongoose, { Schema, type Types } from 'mongoose'

/** A message in the thread between a job's client and one craftsman. */
export interface MessageRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  client: Types.ObjectId
  craftsman: Types.ObjectId
  from: Types.ObjectId
  to: Types.ObjectId
  /** Its place in the thread: 1, 2, 3 ... without gaps, in the order in which messages were accepted. */
  number: number
  /** The name that its sender's app gave it. The same name again in the same thread is the same message. */
  clientMessageId?: string
  /** The text as everybody may read it: before the hire contacts are covered. */
  text?: string
  /** Whether contacts in the text were covered, which its sender is told. */
  masked?: true
  /** The encrypted original of a text whose contacts were covered. */
  originalText?: string
  images: string[]
  readAt?: Date
  /** When its sender deleted it. It keeps its place in the thread, but only staff can read the text. */
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
    number: { type: Number, required: true },
    clientMessageId: String,
    text: String,
    masked: Boolean,
    originalText: String,
    images: { type: [String], default: [] },
    readAt: Date,
    deletedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'messages', versionKey: false },
)
schema.index({ job: 1, craftsman: 1, number: 1 }, { unique: true })
// what somebody wrote and what they were written, for their export
schema.index({ from: 1, createdAt: -1, _id: -1 })
schema.index({ to: 1, createdAt: -1, _id: -1 })
schema.index(
  { from: 1, clientMessageId: 1, job: 1, craftsman: 1 },
  { unique: true, partialFilterExpression: { clientMessageId: { $exists: true } } },
)

export const Message = mongoose.model('Message', schema)
