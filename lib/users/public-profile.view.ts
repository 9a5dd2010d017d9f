import type * as z from 'zod'
import type { Reliability } from '#lib/contracts/reliability.ts'
import { currentRating } from '#lib/embedded/current-rating.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { verificationStatusAt } from '#lib/model/verification-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { roundCoordinates } from '#lib/platform/round-coordinates.ts'
import type { publicProfileView } from '#lib/users/public-profile.schemas.ts'

/** The fields of a user from which a public profile is made. */
export type PublicRecord = Pick<
  UserRecord,
  | '_id'
  | 'role'
  | 'firstName'
  | 'lastName'
  | 'profilePicture'
  | 'location'
  | 'craftsmanInfo'
  | 'rating'
  | 'ratingCount'
  | 'upcomingRatings'
  | 'completedJobs'
  | 'createdAt'
>

/** What everybody can see of a user, without contact details and without the exact place. */
export function toPublicProfileView(
  user: PublicRecord,
  reliability?: Reliability | null,
): z.input<typeof publicProfileView> {
  const { craftsmanInfo: info } = user
  return {
    id: idOf<'User'>(user._id),
    role: user.role === 'Craftsman' ? 'Craftsman' : 'Client',
    firstName: user.firstName,
    lastName: user.lastName,
    profilePicture: user.profilePicture ?? null,
    location: user.location ? roundCoordinates(user.location) : null,
    ...currentRating(user),
    completedJobs: user.completedJobs,
    ...(info && {
      verified: verificationStatusAt(info, clock()) === 'Verified',
      skills: info.skills,
      bio: info.bio ?? null,
      portfolioImageUrls: info.portfolioImageUrls,
    }),
    ...(reliability !== undefined && { reliability }),
    createdAt: user.createdAt.toISOString(),
  }
}
