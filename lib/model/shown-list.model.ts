import mongoose, { Schema, type Types } from 'mongoose'

/** A craftsman on a list, and what the ranking knew of them then. */
export interface ShownCraftsman {
  craftsman: Types.ObjectId
  /** From 1. */
  position: number
  vector: number[]
}

/** A list of recommendations as a client saw it: what the ranking learns from. */
export interface ShownListRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  client: Types.ObjectId
  /** Which model ranked it. */
  model: string
  craftsmen: ShownCraftsman[]
  createdAt: Date
  /** A list is learned from for so long, and then deleted. */
  expiresAt: Date
}

const schema = new Schema<ShownListRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    client: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    model: { type: String, required: true },
    craftsmen: [
      new Schema<ShownCraftsman>(
        { craftsman: Schema.Types.ObjectId, position: Number, vector: [Number] },
        { _id: false },
      ),
    ],
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'shownLists', versionKey: false },
)
schema.index({ createdAt: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const ShownList = mongoose.model('ShownList', schema)
