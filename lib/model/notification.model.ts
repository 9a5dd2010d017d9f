import mongoose, { Schema, type Types } from 'mongoose'
import { NOTIFICATION_TYPES, type NotificationType } from '#lib/model/notification-types.ts'
import type { Locale } from '#lib/platform/locale.ts'

export interface LocalizedText {
  readonly title: string
  readonly message: string
}

/** A notification of one event for one user. It is stored once, shown in-app, and sent on the channels they want. */
export const NEW_JOBS_OF_USER = 'newJobsOfUser'

export interface NotificationRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  /**
   * Counts up for each user: one more than their newest notification has. `resume` replays in this order. Whoever deletes
   * old notifications notes the last number at the user (`lastForgotten`), so that none is given twice.
   */
  number: number
  /** The outbox id of the event. */
  event: Types.ObjectId
  type: NotificationType
  /** The text in both languages. The user sees their own. */
  words: Record<Locale, LocalizedText>
  /** Ids for deep links: `jobId`, `quoteId` ... */
  data: Record<string, string>
  read: boolean
  readAt?: Date
  /** The channels on which it is sent, besides in-app. */
  channels: readonly ('push' | 'email')[]
  /** Quiet hours delay push and e-mail until then (business time); null as soon as they are on their queues. */
  notBefore?: Date | null
  /** Quiet hours kept it back. */
  heldBack?: boolean
  /** The queues that have its message already, if another one failed, or another recipient of its event. */
  queuedOn?: readonly ('realtime' | 'push' | 'email')[]
  /** The devices that need this push no more, if another one is still to be tried. */
  pushedTo?: readonly Types.ObjectId[]
  /** When the push was sent, or was given up. */
  pushedAt?: Date
  /** From the event until the push service accepted it, in ms; only where it was not kept for quiet hours. */
  pushLatencyMs?: number
  /** Reports have not counted this push yet. */
  uncounted?: true
  /** In which generation of the reports it was counted last. */
  countedIn?: number
  emailedAt?: Date
  createdAt: Date
}

const words = new Schema<LocalizedText>({ title: String, message: String }, { _id: false })

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
    heldBack: Boolean,
    queuedOn: { type: [String], default: undefined },
    pushedTo: { type: [Schema.Types.ObjectId], default: undefined },
    pushedAt: Date,
    pushLatencyMs: Number,
    uncounted: Boolean,
    countedIn: Number,
    emailedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'notifications', versionKey: false, minimize: false },
)
schema.index({ user: 1, event: 1 }, { unique: true })
schema.index({ user: 1, number: -1 }, { unique: true })
// unread ones, listed and counted
schema.index({ user: 1, read: 1, number: -1 })
// pushes that reports have not counted yet
schema.index({ pushedAt: 1 }, { partialFilterExpression: { uncounted: true }, name: 'uncountedPushes' })
// what was told of a job
schema.index(
  { 'data.jobId': 1, createdAt: 1 },
  { partialFilterExpression: { 'data.jobId': { $type: 'string' } } },
)
// how long they are kept
schema.index({ createdAt: 1 })
// how many alerts about new jobs somebody had today
schema.index(
  { user: 1, createdAt: -1 },
  { partialFilterExpression: { type: 'newJob' }, name: NEW_JOBS_OF_USER },
)
schema.index({ notBefore: 1 }, { partialFilterExpression: { notBefore: { $type: 'date' } } })

export const Notification = mongoose.model('Notification', schema)
