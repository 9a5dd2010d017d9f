import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { factorView } from '#lib/matching/recommendations.schemas.ts'
import { JOB_STATUSES, PAYMENT_TYPES } from '#lib/model/job-status.ts'
import {
  flagInQuery,
  id,
  idView,
  instant,
  instantView,
  numberInQuery,
  orElse,
  piastresView,
  point,
  pointIn,
  price,
  wholeInQuery,
} from '#lib/platform/api-schemas.ts'
import { EGYPT } from '#lib/platform/egypt.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { near } from '#lib/platform/near.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { MAX_AMOUNT } from '#lib/platform/piastres.ts'
import { address, line, text } from '#lib/platform/text.ts'

const photos = z.array(address(500)).max(10)

/** The place of a job, in Egypt, so that swapped coordinates are noticed. */
const place = pointIn(EGYPT, 'Must be in Egypt: [longitude, latitude]').meta({ id: 'PointInEgypt' })

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

/** What no setting goes beyond. */
const MAX_RADIUS_KM = 200

const JOB_SORTS = ['newest', 'oldest', 'nearest', 'budget', 'soonest', 'match'] as const

export const jobSearch = listQuery({
  status: z.enum(JOB_STATUSES).optional(),
  category: line(60).optional(),
  near: near.optional(),
  /** How far from `near`: by default and at most as the settings say. */
  radiusKm: numberInQuery(0.1, MAX_RADIUS_KM)
    .optional()
    .describe('How far from `near` at most: 25 by default, up to 100, unless the settings say otherwise'),
  minBudget: wholeInQuery(0, MAX_AMOUNT).optional(),
  maxBudget: wholeInQuery(0, MAX_AMOUNT).optional(),
  q: line(100)
    .optional()
    .describe(
      'Words of the title and the description, in any spelling; all have to occur. From 3 letters on, the beginning of a word is enough',
    ),
  sort: z
    .enum(JOB_SORTS)
    .optional()
    .describe(
      '`newest` by default, `nearest` where `near` is given. Jobs without a budget come last by `budget`, those without a preferred time last by `soonest`. `match` (craftsmen): what fits you best, near you',
    ),
  /** Only the caller's own jobs: those they posted or were hired for. */
  mine: orElse(flagInQuery, false),
}).superRefine(({ sort, near: point, cursor }, context) => {
  if (sort === 'match' && cursor)
    context.addIssue({ code: 'custom', path: ['cursor'], message: 'This list has pages alone' })
  if (sort !== 'nearest' || point) return
  context.addIssue({ code: 'custom', path: ['sort'], message: 'Needs near' })
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
    /** How well it fits the craftsman who asks; only with `sort=match`. The shares of all reasons add up to the score. */
    match: z.strictObject({ score: z.number().min(0).max(1), reasons: z.array(factorView) }).optional(),
    createdAt: instantView,
    hiredAt: instantView.nullable(),
    completedAt: instantView.nullable(),
    /** Whether the job is completed and both reviews are in: Part B's "Reviewed". */
    reviewed: z.boolean(),
  })
  .meta({ id: 'Job' })
