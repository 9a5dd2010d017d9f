import type { PipelineStage, Types } from 'mongoose'
import type * as z from 'zod'
import { currentRating, RATING_FIELDS, type RatingFigures } from '#lib/embedded/current-rating.ts'
import type { personView } from '#lib/embedded/person.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'

export interface PersonRecord extends RatingFigures {
  _id: Types.ObjectId
  firstName: string
  lastName: string
  profilePicture?: string
}

export const toPersonView = (person: PersonRecord): z.input<typeof personView> => ({
  id: idOf<'User'>(person._id),
  firstName: person.firstName,
  lastName: person.lastName,
  profilePicture: person.profilePicture ?? null,
  ...currentRating(person),
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
      pipeline: [{ $project: { firstName: 1, lastName: 1, profilePicture: 1, ...RATING_FIELDS, ...more } }],
    },
  },
  { $set: { [field]: { $ifNull: [{ $first: `$${field}` }, null] } } },
]
