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
    reliability: z
      .strictObject({
        percent: z.int().min(0).max(100).describe('Rounded down'),
        of: z.int().min(1).describe('How many contracts it is made of'),
        since: instantView.describe('Contracts that ended since then count: the last 365 days'),
      })
      .nullable()
      .optional()
      .describe(
        'For craftsmen: of the contracts that were completed, and those that were cancelled by their own fault (they ' +
          'cancelled after the hire, or never came), the share that was completed. What clients or staff cancelled, ' +
          'and a cancellation whose strike was lifted, counts neither for nor against them. null: nothing to count yet',
      ),
    createdAt: instantView,
  })
  .meta({ id: 'PublicProfile' })
