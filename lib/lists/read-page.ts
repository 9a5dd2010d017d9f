import type { PipelineStage } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { type Order, orderOf, rangeAfter, valuesOf } from '#lib/lists/order.ts'
import { type Cursor, encodeCursor, MAX_DEPTH, type Paging } from '#lib/platform/paging.ts'

/** A model, of whatever record: only its aggregate is used. */
interface Aggregated {
  aggregate: <R>(stages: PipelineStage[]) => PromiseLike<R[]>
}

export interface ListQuery<T> {
  readonly model: Aggregated
  /** Which documents are in the list. Not cast: ids are ObjectIds, instants are Dates. */
  readonly filter: Readonly<Record<string, unknown>>
  /** An index has it behind the fields that the filter equals, so that no page sorts. */
  readonly order: Order
  readonly search: Paging
  /** Whether the set is everybody's: then only the first 10,000 are counted. */
  readonly isBrowsed?: boolean
  /** Reads the documents that `stages` find, with what belongs to them. They keep the fields of the order. */
  readonly read: (stages: PipelineStage[]) => Promise<T[]>
}

/** Documents of one page, and the pagination of its answer. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly pagination: {
    readonly page: number
    readonly limit: number
    readonly totalPages: number
    readonly totalItems: number
    readonly capped?: true
    readonly nextCursor?: string
  }
}

/**
 * Reads a page of a list and counts the list, both along its index:
 * 1. a page by its number skips those before it, which are at most 10,000; a page by a cursor begins behind the last
 *    item of the page before, so that it costs the same at any depth and repeats nothing when items come or go
 * 2. what belongs to one person is counted exactly. What everybody browses is counted up to 10,000 (`capped`)
 * 3. a cursor for the next page is given where pages may end before the list does
 * Throws VALIDATION_FAILED for a cursor of another order.
 */
export async function readPage<T extends object>(list: ListQuery<T>): Promise<Page<T>> {
  const { order, search, isBrowsed = false } = list
  const { limit, cursor } = search
  const page = cursor?.page ?? search.page ?? 1
  const [found, counted] = await Promise.all([list.read(stagesOf(list)), countOf(list)])
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isMore = cursor ? found.length > limit : items.length === limit && page * limit < counted
  const isReachable = !isBrowsed && counted <= MAX_DEPTH
  const isCapped = isBrowsed && counted > MAX_DEPTH
  const totalItems = isCapped ? MAX_DEPTH : counted
  return {
    items,
    pagination: {
      page,
      limit,
      totalPages: Math.ceil(totalItems / limit),
      totalItems,
      ...(isCapped && { capped: true }),
      ...(last &&
        isMore &&
        !isReachable && {
          nextCursor: encodeCursor({ order: orderOf(order), page: page + 1, after: valuesOf(order, last) }),
        }),
    },
  }
}

/** A page in the API's shape. */
export const pageOf = <T, V>({ items, pagination }: Page<T>, toView: (item: T) => V) => ({
  data: items.map((item) => toView(item)),
  pagination,
})

function stagesOf<T>({ filter, order, search }: ListQuery<T>): PipelineStage[] {
  const { page = 1, limit, cursor } = search
  if (cursor) {
    const behind = rangeAfter(order, cursorFor(order, cursor).after)
    return [{ $match: { $and: [filter, behind] } }, { $sort: { ...order } }, { $limit: limit + 1 }]
  }
  return [{ $match: filter }, { $sort: { ...order } }, { $skip: (page - 1) * limit }, { $limit: limit }]
}

function cursorFor(order: Order, cursor: Cursor): Cursor {
  if (cursor.order === orderOf(order) && cursor.after.length === Object.keys(order).length) return cursor
  throw fail('VALIDATION_FAILED', {
    errors: [{ path: 'cursor', message: 'Must be the cursor of a page before' }],
  })
}

/** One more than the depth says that there are more. */
async function countOf<T>({ model, filter, isBrowsed = false }: ListQuery<T>): Promise<number> {
  const [counted] = await model.aggregate<{ items: number }>([
    { $match: filter },
    ...(isBrowsed ? [{ $limit: MAX_DEPTH + 1 }] : []),
    { $count: 'items' },
  ])
  return counted?.items ?? 0
}
