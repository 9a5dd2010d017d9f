import mongoose, { Schema } from 'mongoose'

/** A piece of work that was put on a queue and is not done yet, so that no run hands it out again meanwhile. */
interface HandOutRecord {
  /** The task and the id of what it is about: `applyDeadline:<job>`. */
  _id: string
  /** Until then it counts as handed out (real time). Work that was lost is handed out again after that. */
  until: Date
  /** The task, as long as the work waits for a worker or is in its hands; not set on what has failed. */
  waiting?: string
}

const schema = new Schema<HandOutRecord>(
  { _id: { type: String, required: true }, until: { type: Date, required: true }, waiting: String },
  { collection: 'handOuts', versionKey: false },
)
schema.index({ until: 1 }, { expireAfterSeconds: 0 })
schema.index({ waiting: 1 }, { sparse: true, name: 'waiting' })

export const HandOut = mongoose.model('HandOut', schema)
