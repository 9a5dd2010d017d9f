import type * as z from 'zod'
import { currentRating } from '#lib/embedded/current-rating.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { verificationStatusAt } from '#lib/model/verification-status.ts'
import { readHours } from '#lib/model/working-hours.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import type { ownProfileView } from '#lib/users/own-profile.schemas.ts'

/** A user's own profile, without hashes and tokens. The amount that they can withdraw is computed, never stored. */
export function toOwnProfileView(user: UserRecord, withdrawable: Piastres): z.input<typeof ownProfileView> {
  const { craftsmanInfo: info, wallet } = user
  return {
    id: idOf<'User'>(user._id),
    email: user.email,
    phone: user.phone ?? null,
    phoneVerified: user.phoneVerifiedAt !== undefined,
    role: user.role,
    firstName: user.firstName,
    lastName: user.lastName,
    profilePicture: user.profilePicture ?? null,
    location: user.location ?? null,
    locale: user.locale ?? null,
    ...currentRating(user),
    ...(info && {
      craftsmanInfo: {
        skills: info.skills,
        bio: info.bio ?? null,
        portfolioImageUrls: info.portfolioImageUrls,
        verificationStatus: verificationStatusAt(info, clock()),
        serviceRadiusKm: info.serviceRadiusKm ?? null,
        capacity: info.capacity ?? null,
        availability: info.availability
          ? {
              weekly: info.availability.weekly.map(readHours),
              pausedUntil: info.availability.pausedUntil?.toISOString() ?? null,
            }
          : null,
      },
    }),
    ...(wallet && { wallet: { balance: wallet.balance, withdrawableBalance: withdrawable } }),
    createdAt: user.createdAt.toISOString(),
  }
}
