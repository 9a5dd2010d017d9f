import * as z from 'zod'
import type { Id } from '#lib/platform/ids.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { MAX_AMOUNT, type Piastres } from '#lib/platform/piastres.ts'

/** The schema issue that is answered with 404 `INVALID_ID` instead of 400. */
export const MALFORMED_ID = 'malformed id'

/** The id of a resource, 24 hex characters: `id<JobId>()`. */
export const id = <I extends Id<string>>() =>
  z
    .string()
    .refine((value) => /^[0-9a-fA-F]{24}$/.test(value), MALFORMED_ID)
    .transform((value) => value.toLowerCase() as I)
    .meta({ type: 'string', pattern: '^[0-9a-fA-F]{24}$', example: '65a000000000000000000001' })

/** An id in an answer. */
export const idView = z.string().regex(/^[0-9a-f]{24}$/)

/** A price: whole piastres, more than zero, at most EGP 1 million. */
export const price = z
  .int()
  .min(1)
  .max(MAX_AMOUNT)
  .transform((amount) => amount as Piastres)

/** An amount that may be zero. */
export const amountOrNothing = z
  .int()
  .min(0)
  .max(MAX_AMOUNT)
  .transform((amount) => amount as Piastres)

/** An amount in an answer. */
export const piastresView = z.int()

/** An instant in a request, between the years 2000 and 2100, so that no arithmetic with it overflows. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .refine(
    (at) => at.getTime() >= Date.UTC(2000, 0, 1) && at.getTime() < Date.UTC(2100, 0, 1),
    'Must be a date between 2000 and 2100',
  )

/** An instant in an answer: ISO 8601, UTC, with milliseconds. */
export const instantView = z.iso.datetime({ precision: 3 })

const longitude = z.number().min(-180).max(180)
const latitude = z.number().min(-90).max(90)

/** A place: GeoJSON, longitude first. */
export const point = z.strictObject({
  type: z.literal('Point'),
  coordinates: z.tuple([longitude, latitude]),
})

export type Point = z.output<typeof point>

/** A time of day, `09:30`, in the digits of any script: phones that are set to Arabic format times with Arabic digits. */
export const timeOfDay = z
  .string()
  .max(20)
  .transform(readAsNumber)
  .pipe(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Must be a time of day like 09:30'))
  .meta({ type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', example: '09:30' })

/** A whole number in a query string, for `page` and `limit` of every list. */
const whole = (min: number, max: number, byDefault: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, 'Must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(byDefault)

export const paging = { page: whole(1, 1_000_000, 1), limit: whole(1, 100, 10) }

export interface Paging {
  readonly page: number
  readonly limit: number
}

/** The shape of every paginated list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    data: z.array(item),
    pagination: z.strictObject({
      page: z.int(),
      limit: z.int(),
      totalPages: z.int(),
      totalItems: z.int(),
    }),
  })

/** A page of a list with its counts, in the API's shape. */
export const pageOf = <T>(data: readonly T[], totalItems: number, { page, limit }: Paging) => ({
  data: [...data],
  pagination: { page, limit, totalPages: Math.ceil(totalItems / limit), totalItems },
})

/** How many documents come before this page. */
export const skipOf = ({ page, limit }: Paging): number => (page - 1) * limit

/** The answer of an endpoint that returns only a sentence. */
export const messageView = z.strictObject({ message: z.string() })
