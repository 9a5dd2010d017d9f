import mongoose, { Schema } from 'mongoose'

/** A piece of work that was put on a queue and is not done yet, so that no run hands it out again meanwhile. */
interface HandOutRecord {
  /** The task and the id of what it is about: `applyDeadline:<job>`. */
  _id: string
  /** Until then it counts as handed out (real time). Work that was lost is handed out again after that. */
  until: Date
}

const schema = new Schema<HandOutRecord>(
  { _id: { type: String, required: true }, until: { type: Date, required: true } },
  { collection: 'handOuts', versionKey: false },
)
schema.index({ until: 1 }, { expireAfterSeconds: 0 })

export const HandOut = mongoose.model('HandOut', schema)
