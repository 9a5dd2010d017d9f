import type { UserId } from '#lib/platform/ids.ts'

/** The name that others read where an erased person's was. */
const NOBODY = { firstName: 'Deleted user', lastName: '' } as const

/** The e-mail of an erased account. It is unique, no mail reaches it, and nobody can register with it. */
const addressOf = (id: UserId): string => `erased-${id}@erased.invalid`

/** The fields of an account that say who somebody is or what they want, and what an account with none has instead. */
export const nobodyFields = (id: UserId) => ({
  $set: {
    email: addressOf(id),
    ...NOBODY,
    consents: [],
    knownSources: [],
    upcomingRatings: [],
  },
  $unset: Object.fromEntries(
    [
      'password',
      'phone',
      'phoneVerifiedAt',
      'profilePicture',
      'profilePictureId',
      'location',
      'locale',
      'craftsmanInfo',
      'identityId',
      'lastLoginAt',
      'lastActiveAt',
      'matching',
      'emailVerifiedAt',
      'newJobAlerts',
      'banReason',
      'banWork',
      'tags',
      'searchWords',
      'resetPasswordToken',
      'resetPasswordExpires',
    ].map((field) => [field, 1]),
  ),
})
