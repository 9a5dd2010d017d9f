import mongoose, { Schema, type Types } from 'mongoose'

/** One user blocks another: they do not want messages from them. */
interface BlockRecord {
  _id: Types.ObjectId
  blocker: Types.ObjectId
  blocked: Types.ObjectId
  createdAt: Date
}

const user = { type: Schema.Types.ObjectId, ref: 'User', required: true }

const schema = new Schema<BlockRecord>(
  { blocker: user, blocked: user, createdAt: { type: Date, required: true } },
  { collection: 'blocks', versionKey: false },
)
schema.index({ blocker: 1, blocked: 1 }, { unique: true })
schema.index({ blocked: 1 })

export const Block = mongoose.model('Block', schema)
