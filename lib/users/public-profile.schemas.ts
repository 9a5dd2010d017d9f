import * as z from 'zod'
import { OPEN_ROLES } from '#lib/model/role.ts'
import { idView, instantView, point } from '#lib/platform/api-schemas.ts'

/** A user's public profile, as everybody sees it. */
export const publicProfileView = z
  .strictObject({
    id: idView,
    role: z.enum(OPEN_ROLES),
    firstName: z.string(),
    lastName: z.string(),
    profilePicture: z.string().nullable(),
    location: point.nullable().describe('Rounded to about 1 km'),
    rating: z.number(),
    ratingCount: z.int(),
    completedJobs: z.int(),
    verified: z.boolean().optional(),
    skills: z.array(z.string()).optional(),
    bio: z.string().nullable().optional(),
    portfolioImageUrls: z.array(z.string()).optional(),
    createdAt: instantView,
  })
  .meta({ id: 'PublicProfile' })
