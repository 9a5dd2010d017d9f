import type * as z from 'zod'
import { CHANNELS, NOTIFICATION_TYPES } from '#lib/model/notification-types.ts'
import { type ChannelPreferences, Preferences, type QuietHours } from '#lib/model/preferences.model.ts'
import { allPreferences } from '#lib/notifications/channel-preferences.ts'
import type { preferencesChange, preferencesView } from '#lib/notifications/preferences.schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

type PreferencesView = z.input<typeof preferencesView>

const toPreferencesView = (
  stored: { channels: ChannelPreferences; quietHours: QuietHours | null } | null,
): PreferencesView => ({
  ...allPreferences(stored?.channels ?? {}),
  quietHours: stored?.quietHours ?? null,
})

/** How a user is notified: every type with its channels, and the quiet hours. */
export const readPreferences = async (userId: UserId): Promise<PreferencesView> =>
  toPreferencesView(await Preferences.findById(objectId(userId)).lean())

/**
 * Change how a user is notified: only the channels and hours that are named, in one write. If two changes come at once,
 * both apply.
 */
export async function changePreferences(
  userId: UserId,
  change: z.output<typeof preferencesChange>,
): Promise<PreferencesView> {
  const named = NOTIFICATION_TYPES.flatMap((type) =>
    CHANNELS.flatMap((channel) => {
      const choice = change[type]?.[channel]
      return choice === undefined ? [] : [[`channels.${type}.${channel}`, choice] as const]
    }),
  )
  const hours = change.quietHours === undefined ? {} : { quietHours: change.quietHours }
  const stored = await Preferences.findOneAndUpdate(
    { _id: objectId(userId) },
    { $set: { ...Object.fromEntries(named), ...hours, updatedAt: clock() } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  return toPreferencesView(stored)
}
