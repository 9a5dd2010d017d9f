import * as z from 'zod'
import { idView, instantView, point, piastresView } from '#lib/platform/border.ts'
import { idOf } from '#lib/platform/ids.ts'
import { ROLES } from '#lib/users/role.ts'
import { VERIFICATION, type UserRecord } from '#lib/users/user.model.ts'

const availabilityView = z.strictObject({
  weekly: z.array(z.strictObject({ day: z.int(), from: z.string(), to: z.string() })),
  pausedUntil: instantView.nullable(),
})

/** A user as he sees himself. */
export const ownProfileView = z
  .strictObject({
    id: idView,
    email: z.string(),
    phone: z.string().nullable(),
    phoneVerified: z.boolean(),
    role: z.enum(ROLES),
    firstName: z.string(),
    lastName: z.string(),
    profilePicture: z.string().nullable(),
    location: point.nullable(),
    locale: z.enum(['ar', 'en']).nullable(),
    rating: z.number(),
    ratingCount: z.int(),
    craftsmanInfo: z
      .strictObject({
        skills: z.array(z.string()),
        bio: z.string().nullable(),
        portfolioImageUrls: z.array(z.string()),
        verificationStatus: z.enum(VERIFICATION),
        serviceRadiusKm: z.number().nullable(),
        availability: availabilityView.nullable(),
      })
      .optional(),
    wallet: z.strictObject({ balance: piastresView, withdrawableBalance: piastresView }).optional(),
    createdAt: instantView,
  })
  .meta({ id: 'OwnProfile' })

/** What a user sees of himself: all of it, but no hash and no token. */
export function ownProfile(user: UserRecord): z.input<typeof ownProfileView> {
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
    rating: user.rating,
    ratingCount: user.ratingCount,
    ...(info && {
      craftsmanInfo: {
        skills: info.skills,
        bio: info.bio ?? null,
        portfolioImageUrls: info.portfolioImageUrls,
        verificationStatus: info.verificationStatus,
        serviceRadiusKm: info.serviceRadiusKm ?? null,
        availability: info.availability
          ? {
              weekly: info.availability.weekly.map(({ day, from, to }) => ({ day, from, to })),
              pausedUntil: info.availability.pausedUntil?.toISOString() ?? null,
            }
          : null,
      },
    }),
    ...(wallet && { wallet: { balance: wallet.balance, withdrawableBalance: wallet.withdrawableBalance } }),
    createdAt: user.createdAt.toISOString(),
  }
}
