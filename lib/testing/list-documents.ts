import { Types } from 'mongoose'
import { addMs, clock, DAY, HOUR } from '#lib/platform/clock.ts'

/** How many documents of each collection are somebody else's, and how many there are of everything that is rare. */
export const MANY = 2_000
export const FEW = 6

export type Fields = Readonly<Record<string, unknown>>

export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
export const newObjectId = () => new Types.ObjectId()

export interface Parties {
  readonly client: Types.ObjectId
  readonly craftsman: Types.ObjectId
}

export interface Cast {
  readonly parties: Parties
  readonly somebody: () => Types.ObjectId | undefined
  /** A job that no document was about yet. */
  readonly anotherJob: () => Types.ObjectId | undefined
}

/** Documents of others, all of one kind, and few of the callers for each of these changes. */
export const manyAndFew = (
  others: () => Fields,
  own: readonly Fields[],
): (Fields & { readonly createdAt: Date; readonly status?: unknown })[] => [
  ...times(MANY, (i) => ({ ...others(), createdAt: addMs(clock(), -i * HOUR) })),
  ...own.flatMap((fields) =>
    times(FEW, (i) => ({ ...others(), createdAt: addMs(clock(), -i * DAY), ...fields })),
  ),
]
