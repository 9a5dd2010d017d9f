import mongoose, { Schema, type Types } from 'mongoose'
import { NOTIFICATION_TYPES, type NotificationType } from '#lib/notifications/notification-types.ts'
import type { Locale } from '#lib/platform/locale.ts'

export interface Words {
  readonly title: string
  readonly message: string
}

/** What one user is told of one event: stored once, shown in-app, and sent where he wants it. */
export interface NotificationRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  /** Counts up for each user, in the transaction that stores it: the order in which `resume` replays. */
  number: number
  /** The outbox id of the event that it tells of. */
  event: Types.ObjectId
  type: NotificationType
  /** In both languages; the reader's own is shown. */
  words: Record<Locale, Words>
  /** Ids for deep links: `jobId`, `quoteId` ... */
  data: Record<string, string>
  read: boolean
  readAt?: Date
  /** The channels it goes out on beside in-app. */
  channels: readonly ('push' | 'email')[]
  /** Quiet hours hold push and e-mail back until then (business time); null once they are on their queues. */
  notBefore?: Date | null
  /** When its messages were put on the queues, and when each channel was through. */
  queuedAt?: Date
  pushedAt?: Date
  emailedAt?: Date
  createdAt: Date
}

const words = new Schema<Words>({ title: String, message: String }, { _id: false })

const schema = new Schema<NotificationRecord>(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    number: { type: Number, required: true },
    event: { type: Schema.Types.ObjectId, required: true },
    type: { type: String, enum: NOTIFICATION_TYPES, required: true },
    words: new Schema({ ar: words, en: words }, { _id: false }),
    data: { type: Schema.Types.Mixed, default: {} },
    read: { type: Boolean, default: false },
    readAt: Date,
    channels: { type: [String], default: [] },
    notBefore: Date,
    queuedAt: Date,
    pushedAt: Date,
    emailedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'notifications', versionKey: false, minimize: false },
)
schema.index({ user: 1, event: 1 }, { unique: true })
schema.index({ user: 1, number: -1 }, { unique: true })
schema.index({ user: 1, read: 1 })
schema.index({ notBefore: 1 }, { partialFilterExpression: { notBefore: { $type: 'date' } } })

export const Notification = mongoose.model('Notification', schema)
