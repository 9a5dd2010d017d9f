import * as z from 'zod'
import { orElse, wholeInQuery } from '#lib/platform/api-schemas.ts'

/** How many items of a list its pages reach, and how many of what everybody browses are counted. A cursor goes on. */
export const MAX_DEPTH = 10_000

/** The schema issue that is answered with 400 `PAGE_TOO_DEEP` instead of `VALIDATION_FAILED`. */
export const TOO_DEEP = 'page too deep'

const NOT_A_CURSOR = 'Must be the cursor of a page before'

const cursorValue = z.union([
  z.number(),
  z.string().max(200),
  z.boolean(),
  z.strictObject({ at: z.int().min(0).max(8_640_000_000_000_000) }), // the last instant that a Date has
  z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/) }),
])

/** A value of an item by which a list is ordered: an instant as `{ at }` in ms, an id as `{ id }`. */
export type CursorValue = z.output<typeof cursorValue>

const cursorContent = z.strictObject({
  /** The fields of the order, so that a cursor of another order is noticed. */
  order: z.string().max(100),
  /** The number of the page that begins here. */
  page: z.int().min(2).max(Number.MAX_SAFE_INTEGER),
  /** What the last item before has in each field of the order. */
  after: z.array(cursorValue).min(1).max(5),
})

/** Where a page begins: behind the last item of the page before, whatever came or went since. */
export type Cursor = z.output<typeof cursorContent>

/** A cursor as a client gets it: opaque, and safe in an address. */
export const encodeCursor = (content: Cursor): string =>
  Buffer.from(JSON.stringify(content)).toString('base64url')

const cursor = z
  .string()
  .regex(/^[\w-]{1,1000}$/, NOT_A_CURSOR)
  .transform((value, context): Cursor => {
    const { success, data } = cursorContent.safeParse(contentOf(value))
    if (success) return data
    context.addIssue({ code: 'custom', message: NOT_A_CURSOR })
    return z.NEVER
  })
  .meta({ published: { type: 'string', pattern: String.raw`^[\w-]{1,1000}$` } })

function contentOf(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return null
  }
}

const paging = {
  page: wholeInQuery(1, 1_000_000)
    .optional()
    .meta({ byDefault: 1, published: { type: 'integer', minimum: 1, maximum: MAX_DEPTH } }),
  limit: orElse(wholeInQuery(1, 100), 10),
  /** `pagination.nextCursor` of the page before, instead of `page`. */
  cursor: cursor.optional(),
}

export interface Paging {
  readonly page?: number | undefined
  readonly limit: number
  readonly cursor?: Cursor | undefined
}

/** The query of a list: a page by its number or by a cursor, and what else the list can be asked for. */
export const listQuery = <S extends z.ZodRawShape>(shape: S) =>
  z.object({ ...paging, ...shape }).superRefine((query, context) => {
    // what `paging` gives, which zod does not follow through the shape of a type parameter
    const { page, limit, cursor: behind } = query as unknown as Paging
    if (page !== undefined && behind) {
      context.addIssue({ code: 'custom', path: ['cursor'], message: 'Cannot be combined with page' })
    } else if ((page ?? 1) * limit > MAX_DEPTH) {
      context.addIssue({ code: 'custom', path: ['page'], message: TOO_DEEP })
    }
  })

const paginationView = z
  .strictObject({
    page: z.int(),
    limit: z.int(),
    totalPages: z.int(),
    totalItems: z.int(),
    /** There are more than were counted. */
    capped: z.literal(true).optional(),
    /** The `cursor` of the next page, where pages end before the list does. */
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'Pagination' })

/** The shape of every paginated list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), pagination: paginationView })
