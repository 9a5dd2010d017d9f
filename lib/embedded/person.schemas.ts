import * as z from 'zod'
import { idView } from '#lib/platform/api-schemas.ts'

/** A person inside another resource (api.md, "Shape"). */
export const personView = z
  .strictObject({
    id: idView,
    firstName: z.string(),
    lastName: z.string(),
    profilePicture: z.string().nullable(),
    rating: z.number(),
    ratingCount: z.int(),
  })
  .meta({ id: 'Person' })
