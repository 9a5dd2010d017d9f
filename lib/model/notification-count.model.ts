import mongoose, { Schema, type Types } from 'mongoose'

/** The number of a user's last notification. The next one gets the number after it. */
interface NotificationCountRecord {
  _id: Types.ObjectId
  last: number
}

const schema = new Schema<NotificationCountRecord>(
  { _id: { type: Schema.Types.ObjectId, required: true }, last: { type: Number, required: true } },
  { collection: 'notificationCounts', versionKey: false },
)

export const NotificationCount = mongoose.model('NotificationCount', schema)
