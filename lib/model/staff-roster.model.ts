import mongoose, { Schema } from 'mongoose'

/**
 * One document that every change writes after which there may be an admin less: a demotion, a ban. So of two at once,
 * the later one starts again and counts the admins that are left.
 */
export interface StaffRosterRecord {
  _id: 'admins'
  changes: number
}

const schema = new Schema<StaffRosterRecord>(
  { _id: { type: String, required: true }, changes: { type: Number, default: 0 } },
  { collection: 'staffRoster', versionKey: false },
)

export const StaffRoster = mongoose.model('StaffRoster', schema)
