import type { PipelineStage } from 'mongoose'
import type { ChannelPreferences, QuietHours } from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'

/** What decides how a user is notified. */
export interface NotifiedUser {
  /** The user's own language; Arabic if they never chose one. */
  readonly locale: Locale
  readonly channels: ChannelPreferences
  readonly quietHours: QuietHours | null
  /** Whether a phone or a browser of theirs takes pushes. */
  readonly hasDevice: boolean
  /** The number of their newest notification; 0 if they have none. */
  readonly lastNumber: number
}

interface Found {
  readonly locale?: Locale | null
  readonly preferences?: { readonly channels?: ChannelPreferences; readonly quietHours?: QuietHours | null }
  readonly newest?: { readonly number: number }
  readonly lastForgotten?: number
  readonly devices: readonly unknown[]
}

/**
 * The user with this id, their preferences, their newest number and whether they have a device, in one round trip; null
 * if the account is deleted.
 */
export async function notifiedUser(userId: UserId): Promise<NotifiedUser | null> {
  const pipeline = [
    { $match: { _id: objectId(userId), deletedAt: null } },
    lookup('notificationPreferences', '_id', [{ $project: { channels: 1, quietHours: 1 } }], 'preferences'),
    lookup(
      'notifications',
      'user',
      [{ $sort: { number: -1 } }, { $limit: 1 }, { $project: { _id: 0, number: 1 } }],
      'newest',
    ),
    lookup('devices', 'user', [{ $limit: 1 }, { $project: { _id: 1 } }], 'devices'),
    {
      $project: {
        _id: 0,
        locale: 1,
        lastForgotten: 1,
        devices: 1,
        preferences: { $first: '$preferences' },
        newest: { $first: '$newest' },
      },
    },
  ]
  const [found] = await User.collection.aggregate<Found>(pipeline, { maxTimeMS: MAX_TIME_MS }).toArray()
  if (!found) return null
  const { locale, preferences, newest, lastForgotten, devices } = found
  return {
    locale: locale ?? 'ar',
    channels: preferences?.channels ?? {},
    quietHours: preferences?.quietHours ?? null,
    hasDevice: devices.length > 0,
    lastNumber: newest?.number ?? lastForgotten ?? 0,
  }
}

const lookup = (
  from: string,
  foreignField: string,
  pipeline: PipelineStage.Lookup['$lookup']['pipeline'],
  as: string,
): PipelineStage.Lookup => ({
  $lookup: { from, localField: '_id', foreignField, as, pipeline: pipeline ?? [] },
})
