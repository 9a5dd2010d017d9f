import type { Types } from 'mongoose'

/** Fields of a person and of a job as they are stored, as far as the answers of the peers have them. */
export interface StoredPerson {
  readonly _id: Types.ObjectId
  readonly firstName: string
  readonly lastName: string
  readonly profilePicture?: string
  readonly rating?: number
  readonly ratingCount?: number
}

export interface StoredJob {
  readonly _id: Types.ObjectId
  readonly client: StoredPerson | null
  readonly title: string
  readonly description: string
  readonly category: string
  readonly photos: readonly string[]
  readonly area: { readonly type: string; readonly coordinates: readonly [number, number] }
  readonly budget?: number
  readonly preferredAt?: Date
  readonly status: string
  readonly paymentType: string
  readonly createdAt: Date
}

/** The fields of a person that the peers read. */
export const PERSON_FIELDS = {
  firstName: 1,
  lastName: 1,
  profilePicture: 1,
  rating: 1,
  ratingCount: 1,
} as const

const personAnswer = (person: StoredPerson | null) =>
  person && {
    id: person._id.toHexString(),
    firstName: person.firstName,
    lastName: person.lastName,
    profilePicture: person.profilePicture ?? null,
    rating: person.rating ?? 0,
    ratingCount: person.ratingCount ?? 0,
  }

/** A job as our API answers it to somebody who is no party. */
export const jobAnswer = (job: StoredJob) => ({
  id: job._id.toHexString(),
  client: personAnswer(job.client),
  title: job.title,
  description: job.description,
  category: job.category,
  photos: job.photos,
  location: job.area,
  budget: job.budget ?? null,
  preferredAt: job.preferredAt?.toISOString() ?? null,
  status: job.status,
  paymentType: job.paymentType,
  craftsman: null,
  jobPrice: 0,
  platformFee: 0,
  contractId: null,
  hiredAt: null,
  completedAt: null,
  reviewed: false,
  createdAt: job.createdAt.toISOString(),
})

export interface StoredNotification {
  readonly _id: Types.ObjectId
  readonly number: number
  readonly type: string
  readonly words: { readonly en: { readonly title: string; readonly message: string } }
  readonly data: object
  readonly read: boolean
  readonly createdAt: Date
}

export const notificationAnswer = ({
  _id,
  number,
  type,
  words,
  data,
  read,
  createdAt,
}: StoredNotification) => ({
  id: _id.toHexString(),
  number,
  type,
  title: words.en.title,
  message: words.en.message,
  data,
  read,
  createdAt: createdAt.toISOString(),
})

/** What everybody browses is counted to 10,000. */
export const MOST_COUNTED = 10_000

export const paginationAnswer = (page: number, limit: number, counted: number) => {
  const totalItems = Math.min(counted, MOST_COUNTED)
  const isCapped = counted > MOST_COUNTED
  return {
    page,
    limit,
    totalPages: Math.ceil(totalItems / limit),
    totalItems,
    ...(isCapped && { capped: true }),
  }
}
