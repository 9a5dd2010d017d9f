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

const PERSON_FIELDS = { firstName: 1, lastName: 1, profilePicture: 1, ...RATING_FIELDS }

/** Pipeline stages that replace the id in `field` with that person, in the same round trip; `more` is projected too. */
export const withPerson = (
  field: string,
  more: Record<string, unknown> = {},
): PipelineStage.FacetPipelineStage[] => [
  lookupOf(field, { ...PERSON_FIELDS, ...more }),
  { $set: { [field]: { $ifNull: [{ $first: `$${field}` }, null] } } },
]

/**
 * The same for several fields, by one lookup: a lookup costs more than what it reads, also where the field is null. A
 * document of such a collection has no field `people` of its own.
 */
export const withPeople = (...fields: readonly string[]): PipelineStage.FacetPipelineStage[] => [
  { $set: { people: fields.map((field) => `$${field}`) } },
  lookupOf('people', PERSON_FIELDS),
  { $set: Object.fromEntries(fields.map((field) => [field, personIn(field)])) },
  { $unset: 'people' },
]

/** Replaces the id or the ids in a field with a list of their people. */
const lookupOf = (field: string, $project: Record<string, unknown>): PipelineStage.Lookup => ({
  $lookup: { from: 'users', localField: field, foreignField: '_id', as: field, pipeline: [{ $project }] },
})

const personIn = (field: string) => ({
  $ifNull: [{ $first: { $filter: { input: '$people', cond: { $eq: ['$$this._id', `$${field}`] } } } }, null],
})
