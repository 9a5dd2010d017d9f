import mongoose, { Schema, type Types } from 'mongoose'
import type { Channel, NotificationType } from '#lib/model/notification-types.ts'

/** Times of day in Cairo, `HH:MM`. From 22:00 to 08:00 is overnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

export type ChannelPreferences = Partial<Record<NotificationType, Partial<Record<Channel, boolean>>>>

/** How a user wants to be notified. The defaults apply to whatever they did not choose. */
export interface PreferencesRecord {
  /** The user. */
  _id: Types.ObjectId
  channels: ChannelPreferences
  quietHours: QuietHours | null
  updatedAt: Date
}

const schema = new Schema<PreferencesRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    channels: { type: Schema.Types.Mixed, default: {} },
    quietHours: { type: Schema.Types.Mixed, default: null },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'notificationPreferences', versionKey: false, minimize: false },
)

export const Preferences = mongoose.model('NotificationPreferences', schema)
