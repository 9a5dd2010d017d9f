import * as z from 'zod'
import { idView, instantView, piastresView, point } from '#lib/platform/border.ts'
import { ROLES } from '#lib/users/role.ts'
import { VERIFICATION } from '#lib/users/verification-status.ts'

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
