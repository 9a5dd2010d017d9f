import mongoose, { Schema, type Types } from 'mongoose'
import { type Platform, PLATFORMS } from '#lib/model/device-platforms.ts'

/** A device that receives push notifications for the user who is logged in on it, as long as that login lasts. */
interface DeviceRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  /** The login that registered it. Without that login the device gets nothing. */
  session: Types.ObjectId
  /** Firebase's registration token of the app on the device. It belongs to one user at a time. */
  token: string
  platform: Platform
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<DeviceRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    session: { type: Schema.Types.ObjectId, ref: 'Session', required: true },
    token: { type: String, required: true },
    platform: { type: String, enum: PLATFORMS, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'devices', versionKey: false },
)
schema.index({ token: 1 }, { unique: true })
schema.index({ user: 1, updatedAt: -1 })
schema.index({ session: 1 })

export const Device = mongoose.model('Device', schema)
