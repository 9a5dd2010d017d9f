import * as z from 'zod'
import { ROLES } from '#lib/model/role.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import { idView, instantView, piastresView, point } from '#lib/platform/api-schemas.ts'

const availabilityView = z.strictObject({
  weekly: z.array(z.strictObject({ day: z.int(), from: z.int(), to: z.int() })),
  pausedUntil: instantView.nullable(),
})

/** A user's own profile, as they see it. */
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
        verificationStatus: z.enum(VERIFICATION_STATUSES),
        serviceRadiusKm: z.number().nullable(),
        capacity: z.int().nullable(),
        availability: availabilityView.nullable(),
      })
      .optional(),
    wallet: z.strictObject({ balance: piastresView, withdrawableBalance: piastresView }).optional(),
    createdAt: instantView,
  })
  .meta({ id: 'OwnProfile' })
