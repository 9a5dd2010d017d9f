import type { PipelineStage, Types } from 'mongoose'
import * as z from 'zod'
import { idView } from '#lib/platform/border.ts'
import { idOf } from '#lib/platform/ids.ts'

/** A person inside another resource (api.md, "Shape"). */
export const personView = z.strictObject({
  id: idView,
  firstName: z.string(),
  lastName: z.string(),
  profilePicture: z.string().nullable(),
  rating: z.number(),
  ratingCount: z.int(),
})

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

/** Puts the person whose id `field` holds in its place, in the same round trip as the read itself. */
export const withPerson = (field: string): PipelineStage.FacetPipelineStage[] => [
  {
    $lookup: {
      from: 'users',
      localField: field,
      foreignField: '_id',
      as: field,
      pipeline: [{ $project: { firstName: 1, lastName: 1, profilePicture: 1, rating: 1, ratingCount: 1 } }],
    },
  },
  { $set: { [field]: { $ifNull: [{ $first: `$${field}` }, null] } } },
]
