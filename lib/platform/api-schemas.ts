import * as z from 'zod'
import type { Id } from '#lib/platform/ids.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import type { Bilingual } from '#lib/platform/locale.ts'
import { MAX_AMOUNT, type Piastres } from '#lib/platform/piastres.ts'

/** The schema issue that is answered with 404 `INVALID_ID` instead of 400. */
export const MALFORMED_ID = 'malformed id'

export const ID_PATTERN = '^[0-9a-fA-F]{24}$'

/** The id of a resource, 24 hex characters: `id<JobId>()`. */
export const id = <I extends Id<string>>() =>
  z
    .string()
    .refine((value) => /^[0-9a-fA-F]{24}$/.test(value), MALFORMED_ID)
    .transform((value) => value.toLowerCase() as I)
    .meta({ type: 'string', pattern: ID_PATTERN, example: '65a000000000000000000001' })

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

/**
 * An instant in a request, in the years 2000 to 2099 as it is written, so that no arithmetic with it overflows. The
 * document can publish this bound, which a bound of the instant itself it could not.
 */
export const instant = z.iso
  .datetime({ offset: true })
  .regex(/^20/, 'Must be a date between 2000 and 2100')
  .transform((value) => new Date(value))
  .meta({ published: { type: 'string', format: 'date-time', pattern: '^20' } })

/** An instant in an answer: ISO 8601, UTC, with milliseconds. */
export const instantView = z.iso
  .datetime({ precision: 3 })
  .meta({ published: { type: 'string', format: 'date-time' } })

interface Box {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

const WORLD: Box = { west: -180, east: 180, south: -90, north: 90 }

/** A place within a box: GeoJSON, longitude first. `otherwise` is the message for one outside. */
export const pointIn = ({ west, east, south, north }: Box, otherwise?: string) =>
  z.strictObject({
    type: z.literal('Point'),
    coordinates: z.tuple([
      z.number().min(west, otherwise).max(east, otherwise),
      z.number().min(south, otherwise).max(north, otherwise),
    ]),
  })

/** A place anywhere: GeoJSON, longitude first. */
export const point = pointIn(WORLD).meta({ id: 'Point' })

export type Point = z.output<typeof point>

/** As the document has it: in Western digits, those of Arabic and those of Persian, whatever keyboard is set. */
const TIME_OF_DAY = '^([01٠١۰۱][0-9٠-٩۰-۹]|[2٢۲][0-3٠-٣۰-۳]):[0-5٠-٥۰-۵][0-9٠-٩۰-۹]$'

/** A time of day, `09:30`, in the digits of any script: phones that are set to Arabic format times with Arabic digits. */
export const timeOfDay = z
  .string()
  .max(20)
  .transform(readAsNumber)
  .pipe(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Must be a time of day like 09:30'))
  .meta({ published: { type: 'string', pattern: TIME_OF_DAY }, example: '09:30' })

/** A whole number in a query string. */
export const wholeInQuery = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^-?\d{1,12}$/, 'Must be a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ published: { type: 'integer', minimum, maximum } })

/** A number in a query string, as JavaScript and JSON write it. */
export const numberInQuery = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}(\.\d{1,20})?$/, 'Must be a number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ published: { type: 'number', minimum, maximum } })

/** `true` or `false` in a query string. */
export const flagInQuery = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ published: { type: 'boolean' } })

/** A parameter that may be left out. zod publishes no default of what it transforms, so that `meta` says it. */
export const orElse = <T extends z.ZodType>(schema: T, value: z.core.util.NoUndefined<z.output<T>>) =>
  schema.default(value).meta({ byDefault: value })

/** The answer of an endpoint that returns only a sentence. Its handler gives it in both languages (`Sentence`). */
export const messageView = z.strictObject({ message: z.string() }).meta({ id: 'Sentence' })

/** What a handler gives for `messageView`: the caller reads one of the two. */
export interface Sentence {
  readonly message: Bilingual
}
