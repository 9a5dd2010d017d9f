import {
  type Channel,
  CHANNELS,
  NOTIFICATION_TYPES,
  type NotificationType,
} from '#lib/model/notification-types.ts'
import type { ChannelPreferences } from '#lib/model/preferences.model.ts'

/** Everything is on by default, except alerts about new jobs: users turn those on themselves. */
const onByDefault = (type: NotificationType): boolean => type !== 'newJob'

/** Whether a user wants a type of notification on a channel. */
export const wantsChannel = (
  channels: ChannelPreferences,
  type: NotificationType,
  channel: Channel,
): boolean => channels[type]?.[channel] ?? onByDefault(type)

/** Every type with both channels, in the shape of the API (api.md). */
export const allPreferences = (channels: ChannelPreferences) =>
  Object.fromEntries(
    NOTIFICATION_TYPES.map((type) => [
      type,
      Object.fromEntries(CHANNELS.map((channel) => [channel, wantsChannel(channels, type, channel)])),
    ]),
  ) as Record<NotificationType, Record<Channel, boolean>>
