import mongoose, { Schema, type Types } from 'mongoose'

/** How many notifications a user was ever given: the next one's number is one more. */
interface NotificationCountRecord {
  _id: Types.ObjectId
  last: number
}

const schema = new Schema<NotificationCountRecord>(
  { _id: { type: Schema.Types.ObjectId, required: true }, last: { type: Number, required: true } },
  { collection: 'notificationCounts', versionKey: false },
)

export const NotificationCount = mongoose.model('NotificationCount', schema)
