import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { JOB_STATUSES, PAYMENT_TYPES } from '#lib/model/job-status.ts'
import {
  id,
  idView,
  instant,
  instantView,
  paging,
  piastresView,
  point,
  price,
} from '#lib/platform/api-schemas.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { line, text } from '#lib/platform/text.ts'

const photos = z.array(z.url().max(500)).max(10)

/** The place of a job, inside a rough box around Egypt, so that swapped coordinates are noticed. */
const place = point.refine(
  ({ coordinates: [longitude, latitude] }) =>
    longitude >= 24 && longitude <= 37 && latitude >= 21 && latitude <= 32.5,
  'Must be in Egypt: [longitude, latitude]',
)

const fields = {
  title: line(120, 3),
  description: text(4_000, 3),
  category: line(60),
  paymentType: z.enum(PAYMENT_TYPES),
  address: line(300),
  location: place,
  photos,
  budget: price,
  preferredAt: instant,
}

export const newJob = z.strictObject({
  ...fields,
  address: fields.address.optional(),
  photos: photos.optional(),
  budget: price.optional(),
  preferredAt: instant.optional(),
})

/** Every field is optional; `null` removes a field that is not required. */
export const jobEdit = z.strictObject({
  title: fields.title.optional(),
  description: fields.description.optional(),
  category: fields.category.optional(),
  paymentType: fields.paymentType.optional(),
  address: fields.address.nullable().optional(),
  location: place.optional(),
  photos: photos.optional(),
  budget: price.nullable().optional(),
  preferredAt: instant.nullable().optional(),
})

export const jobParams = z.object({ jobId: id<JobId>() })

export const statusChange = z.strictObject({
  status: z.enum(JOB_STATUSES),
  reason: text(1_000, 3).optional(),
  quoteId: id<QuoteId>().optional(),
  /** What was paid in cash (CashProtected), in piastres. */
  cashPaid: z.int().min(0).max(100_000_000).optional(),
})

const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, 'Must be a number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))

const near = z
  .string()
  .regex(/^-?\d{1,3}(\.\d{1,12})?,-?\d{1,2}(\.\d{1,12})?$/, 'Must be "longitude,latitude"')
  .transform((value) => value.split(',').map(Number) as [number, number])
  .refine(
    ([longitude, latitude]) => Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90,
    'Must be a place on earth',
  )

const JOB_SORTS = ['newest', 'oldest', 'nearest', 'budget', 'soonest'] as const

export const jobSearch = z.object({
  ...paging,
  status: z.enum(JOB_STATUSES).optional(),
  category: line(60).optional(),
  near: near.optional(),
  radiusKm: number(0.1, 500).optional(),
  minBudget: number(0, 100_000_000).optional(),
  maxBudget: number(0, 100_000_000).optional(),
  q: line(100).optional(),
  /** `newest` by default, `nearest` where `near` is given. */
  sort: z.enum(JOB_SORTS).optional(),
  /** Only the caller's own jobs: those they posted or were hired for. */
  mine: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .default(false),
})

export type JobSearch = z.output<typeof jobSearch>

export const jobView = z
  .strictObject({
    id: idView,
    client: personView,
    /** Who was hired. This, the price, the fee, the contract and their times are only for its parties and staff. */
    craftsman: personView.nullable(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    photos: z.array(z.string()),
    /** Only for the client, the hired craftsman and staff. */
    address: z.string().nullable().optional(),
    /** Exact for the same people, rounded to about 1 km for everybody else. */
    location: point,
    budget: piastresView.nullable(),
    preferredAt: instantView.nullable(),
    status: z.enum(JOB_STATUSES),
    paymentType: z.enum(PAYMENT_TYPES),
    jobPrice: piastresView,
    platformFee: piastresView,
    contractId: idView.nullable(),
    /** In metres from `near`, rounded to the kilometre; only if the list was requested with `near`. */
    distance: z.int().optional(),
    createdAt: instantView,
    hiredAt: instantView.nullable(),
    completedAt: instantView.nullable(),
  })
  .meta({ id: 'Job' })
