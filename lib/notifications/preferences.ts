import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { CHANNELS, NOTIFICATION_TYPES } from '#lib/model/notification-types.ts'
import {
  type ChannelPreferences,
  Preferences,
  type PreferencesRecord,
  type QuietHours,
} from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import { allPreferences, wantsChannel } from '#lib/notifications/channel-preferences.ts'
import type { preferencesChange, preferencesView } from '#lib/notifications/preferences.schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'

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
 * Change how a user is notified: only the channels and hours that are named, in one write or one transaction. If two changes come at once,
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
  const write = async (tx: ClientSession | null) =>
    Preferences.findOneAndUpdate(
      { _id: objectId(userId) },
      { $set: { ...Object.fromEntries(named), ...hours, updatedAt: clock() } },
      { upsert: true, returnDocument: 'after', session: tx },
    ).lean()
  const stored = change.newJob === undefined ? await write(null) : await writeWithAlerts(userId, write)
  return toPreferencesView(stored)
}

/**
 * Whether a craftsman wants alerts about new jobs stands with their account too, where the audience of a job is found,
 * and is stored in the same transaction.
 */
async function writeWithAlerts(
  userId: UserId,
  write: (tx: ClientSession) => Promise<Pick<PreferencesRecord, 'channels' | 'quietHours'> | null>,
) {
  const attempt = () =>
    inTransaction(async (tx) => {
      const stored = await write(tx)
      const newJobAlerts = CHANNELS.some((channel) => wantsChannel(stored?.channels ?? {}, 'newJob', channel))
      await User.updateOne({ _id: userId }, { $set: { newJobAlerts } }, { session: tx })
      return stored
    })
  return attempt().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error // two first changes at once: the other one has stored the preferences
    return attempt()
  })
}
