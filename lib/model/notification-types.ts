/** The types of notifications, as preferences and lists name them (api.md, "users"). */
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
  /** A new job nearby. A craftsman gets none of these, not even in-app, until they ask for them. */
  'newJob',
] as const
export type NotificationType = (typeof NOTIFICATION_TYPES)[number]

/** The channels besides in-app, which a user can turn on and off. */
export const CHANNELS = ['push', 'email'] as const
export type Channel = (typeof CHANNELS)[number]
