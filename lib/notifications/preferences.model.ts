import mongoose, { Schema, type Types } from 'mongoose'
import type { Channel, NotificationType } from '#lib/notifications/notification-types.ts'

/** Hours of the day in Cairo, `HH:MM`; from 22:00 to 08:00 goes over midnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

export type Wishes = Partial<Record<NotificationType, Partial<Record<Channel, boolean>>>>

/** What a user said about how he is told; what he did not say is as by default. */
export interface PreferencesRecord {
  /** The user. */
  _id: Types.ObjectId
  wishes: Wishes
  quietHours: QuietHours | null
  updatedAt: Date
}

const schema = new Schema<PreferencesRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    wishes: { type: Schema.Types.Mixed, default: {} },
    quietHours: { type: Schema.Types.Mixed, default: null },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'notificationPreferences', versionKey: false, minimize: false },
)

export const Preferences = mongoose.model('NotificationPreferences', schema)
