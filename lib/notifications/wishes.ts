import {
  CHANNELS,
  NOTIFICATION_TYPES,
  type Channel,
  type NotificationType,
} from '#lib/notifications/notification-types.ts'
import type { Wishes } from '#lib/notifications/preferences.model.ts'

/** Everything is on until somebody says otherwise, but alerts about new jobs: those are asked for. */
const onByDefault = (type: NotificationType): boolean => type !== 'newJob'

/** Whether a user wants a type on a channel. */
export const wants = (wishes: Wishes, type: NotificationType, channel: Channel): boolean =>
  wishes[type]?.[channel] ?? onByDefault(type)

/** Every type with both channels, as api.md shows preferences. */
export const allWishes = (wishes: Wishes) =>
  Object.fromEntries(
    NOTIFICATION_TYPES.map((type) => [
      type,
      Object.fromEntries(CHANNELS.map((channel) => [channel, wants(wishes, type, channel)])),
    ]),
  ) as Record<NotificationType, Record<Channel, boolean>>
