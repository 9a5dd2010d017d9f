import type * as z from 'zod'
import { CHANNELS, NOTIFICATION_TYPES } from '#lib/notifications/notification-types.ts'
import { Preferences, type QuietHours, type Wishes } from '#lib/notifications/preferences.model.ts'
import type { preferencesChange, preferencesView } from '#lib/notifications/preferences.schemas.ts'
import { allWishes } from '#lib/notifications/wishes.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

type Shown = z.input<typeof preferencesView>

const show = (stored: { wishes: Wishes; quietHours: QuietHours | null } | null): Shown => ({
  ...allWishes(stored?.wishes ?? {}),
  quietHours: stored?.quietHours ?? null,
})

/** How one is told: every type with its channels, and the quiet hours. */
export const readPreferences = async (userId: UserId): Promise<Shown> =>
  show(await Preferences.findById(objectId(userId)).lean())

/**
 * Change how one is told: only the channels and hours that are named, in one write, so that two changes at once
 * both stay.
 */
export async function changePreferences(
  userId: UserId,
  change: z.output<typeof preferencesChange>,
): Promise<Shown> {
  const named = NOTIFICATION_TYPES.flatMap((type) =>
    CHANNELS.flatMap((channel) => {
      const wish = change[type]?.[channel]
      return wish === undefined ? [] : [[`wishes.${type}.${channel}`, wish] as const]
    }),
  )
  const hours = change.quietHours === undefined ? {} : { quietHours: change.quietHours }
  const stored = await Preferences.findOneAndUpdate(
    { _id: objectId(userId) },
    { $set: { ...Object.fromEntries(named), ...hours, updatedAt: clock() } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  return show(stored)
}
