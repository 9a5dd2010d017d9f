import type { PipelineStage, Types } from 'mongoose'
import type * as z from 'zod'
import { idOf } from '#lib/platform/ids.ts'
import type { personView } from '#lib/users/person.schemas.ts'

export interface PersonRecord {
  _id: Types.ObjectId
  firstName: string
  lastName: string
  profilePicture?: string
  rating: number
  ratingCount: number
}

export const showPerson = (person: PersonRecord): z.input<typeof personView> => ({
  id: idOf<'User'>(person._id),
  firstName: person.firstName,
  lastName: person.lastName,
  profilePicture: person.profilePicture ?? null,
  rating: person.rating,
  ratingCount: person.ratingCount,
})

/** Puts the person whose id `field` holds in its place, in the same round trip as the read; `more` is projected too. */
export const withPerson = (
  field: string,
  more: Record<string, unknown> = {},
): PipelineStage.FacetPipelineStage[] => [
  {
    $lookup: {
      from: 'users',
      localField: field,
      foreignField: '_id',
      as: field,
      pipeline: [
        { $project: { firstName: 1, lastName: 1, profilePicture: 1, rating: 1, ratingCount: 1, ...more } },
      ],
    },
  },
  { $set: { [field]: { $ifNull: [{ $first: `$${field}` }, null] } } },
]
