/** The kinds of notifications, as preferences and lists name them (api.md, "users"). */
export const NOTIFICATION_TYPES = [
  'invitation',
  'quote',
  'status',
  'message',
  'review',
  'dispute',
  'payment',
  'verification',
  'admin',
  /** A new job nearby: nothing of it, in-app neither, until a craftsman asks for it. */
  'newJob',
] as const
export type NotificationType = (typeof NOTIFICATION_TYPES)[number]

/** The channels beside in-app that a user may want or not. */
export const CHANNELS = ['push', 'email'] as const
export type Channel = (typeof CHANNELS)[number]
