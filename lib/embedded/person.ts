import type { PipelineStage, Types } from 'mongoose'
import type * as z from 'zod'
import type { personView } from '#lib/embedded/person.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'

export interface PersonRecord {
  _id: Types.ObjectId
  firstName: string
  lastName: string
  profilePicture?: string
  rating: number
  ratingCount: number
}

export const toPersonView = (person: PersonRecord): z.input<typeof personView> => ({
  id: idOf<'User'>(person._id),
  firstName: person.firstName,
  lastName: person.lastName,
  profilePicture: person.profilePicture ?? null,
  rating: person.rating,
  ratingCount: person.ratingCount,
})

/** Pipeline stages that replace the id in `field` with that person, in the same round trip; `more` is projected too. */
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
