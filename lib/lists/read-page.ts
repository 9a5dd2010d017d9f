import type { Aggregate, PipelineStage, Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { forgetCapped, isKnownCapped, noteCapped } from '#lib/lists/capped-lists.ts'
import { fitsField } from '#lib/lists/cursor-types.ts'
import { allOf, type Filter, type Order, orderOf, sectionOf, valuesOf } from '#lib/lists/order.ts'
import { type Cursor, type CursorValue, encodeCursor, MAX_DEPTH, type Paging } from '#lib/platform/paging.ts'

export interface ListQuery<T> {
  readonly model: { readonly modelName: string; aggregate<R>(pipeline: PipelineStage[]): Aggregate<R[]> }
  /** Which documents are in the list. Not cast: ids are ObjectIds, instants are Dates. */
  readonly filter: Filter
  /** An index has it behind the fields that the filter equals, so that no page sorts. */
  readonly order: Order
  /** That index, where the planner is not to choose. */
  readonly index?: Order | undefined
  readonly search: Paging
  /** Whether the set is everybody's: then only the first 10,000 are counted. */
  readonly isBrowsed?: boolean
  /** Reads the documents that `stages` find, with what belongs to them. They keep the fields of the order. */
  readonly read: (stages: PipelineStage[], index?: Order | undefined) => Promise<T[]>
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
 * 2. what belongs to one person is counted exactly. What everybody browses is counted up to 10,000 (`capped`), and is
 *    not counted again for ten seconds once it is longer
 * 3. a cursor for the next page is given where pages may end before the list does
 * Throws VALIDATION_FAILED for a cursor of another order.
 */
export async function readPage<T extends object>(list: ListQuery<T>): Promise<Page<T>> {
  const { order, search, isBrowsed = false } = list
  const { limit, cursor } = search
  const [found, counted] = await (isBrowsed ? readBrowsed(list) : readCounted(list))
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isMore = cursor
    ? found.length > limit
    : items.length === limit && pageNumber(search) * limit < counted
  const isReachable = !isBrowsed && counted <= MAX_DEPTH
  const isCapped = isBrowsed && counted > MAX_DEPTH
  const next = last && isMore && !isReachable ? valuesOf(order, last) : null
  return { items, pagination: paginationOf(list, { counted, isCapped, next }) }
}

const readCounted = <T>(list: ListQuery<T>): Promise<[T[], number]> =>
  Promise.all([list.read(stagesOf(list), list.index), countOf(list)])

/** A list that is known to be too long is not counted, unless this page shows that it has an end. */
async function readBrowsed<T>(list: ListQuery<T>): Promise<[T[], number]> {
  const key = JSON.stringify([list.model.modelName, list.filter], textOfPatterns)
  if (isKnownCapped(key)) {
    const found = await list.read(stagesOf(list), list.index)
    if (found.length >= list.search.limit) return [found, MAX_DEPTH + 1]
    forgetCapped(key)
    return [found, await countOf(list)]
  }
  const [found, counted] = await readCounted(list)
  if (counted > MAX_DEPTH) noteCapped(key)
  return [found, counted]
}

const textOfPatterns = (_: string, value: unknown) => (value instanceof RegExp ? String(value) : value)

/** What a page needs to know of its list: how many were counted, whether there are more, and where the next begins. */
interface Counted {
  readonly counted: number
  readonly isCapped: boolean
  readonly next: readonly CursorValue[] | null
}

/** The pagination of an answer; `next` is the place behind which the next page begins. */
export function paginationOf(
  { order, search }: Pick<ListQuery<object>, 'order' | 'search'>,
  { counted, isCapped, next }: Counted,
): Page<object>['pagination'] {
  const page = pageNumber(search)
  const totalItems = isCapped ? Math.min(counted, MAX_DEPTH) : counted
  return {
    page,
    limit: search.limit,
    totalPages: Math.ceil(totalItems / search.limit),
    totalItems,
    ...(isCapped && { capped: true as const }),
    ...(next && { nextCursor: encodeCursor({ order: orderOf(order), page: page + 1, after: [...next] }) }),
  }
}

export const pageNumber = ({ page, cursor }: Paging): number => cursor?.page ?? page ?? 1

/** A page in the API's shape. */
export const pageOf = <T, V>({ items, pagination }: Page<T>, toView: (item: T) => V) => ({
  data: items.map((item) => toView(item)),
  pagination,
})

function stagesOf<T>({ model, filter, order, search }: ListQuery<T>): PipelineStage[] {
  const { page = 1, limit } = search
  const after = placeOf({ model, order, search })
  if (after) {
    return [{ $match: sectionOf(filter, order, { after }) }, { $sort: { ...order } }, { $limit: limit + 1 }]
  }
  return [
    { $match: filter },
    { $sort: { ...order } },
    ...(page > 1 ? [{ $skip: (page - 1) * limit }] : []),
    { $limit: limit },
  ]
}

/**
 * Behind which place a page by a cursor begins. Throws VALIDATION_FAILED for a cursor of another order, and for one that
 * has something else in a field than the documents have there.
 */
export function placeOf({
  model,
  order,
  search: { cursor },
}: Pick<ListQuery<object>, 'model' | 'order' | 'search'>): Cursor['after'] | undefined {
  if (!cursor) return undefined
  const { after } = cursor
  const fields = Object.keys(order)
  const fits =
    cursor.order === orderOf(order) &&
    after.length === fields.length &&
    fields.every((field, i) => fitsField(model.modelName, field, after[i]))
  if (!fits) throw badCursor()
  return after
}

/** The error for a cursor that is not of this list. */
export const badCursor = () =>
  fail('VALIDATION_FAILED', {
    errors: [{ path: 'cursor', message: 'Must be the cursor of a page before' }],
  })

/** One more than the depth says that there are more. */
function countOf<T>({ model, filter, order, index, isBrowsed = false }: ListQuery<T>): Promise<number> {
  // what has no filter is counted along the index of its order, for without one all documents would be read
  const isAll = Object.keys(filter).length === 0
  return countUpTo(
    { model, filter, index: index ?? (isAll ? order : undefined) },
    isBrowsed ? MAX_DEPTH + 1 : null,
  )
}

/** Counts what a filter finds, along an index, and stops at `most`. */
export async function countUpTo(
  { model, filter, index }: { index?: Order | undefined } & Pick<ListQuery<object>, 'model' | 'filter'>,
  most: number | null,
): Promise<number> {
  const [counted] = await model
    .aggregate<{ items: number }>([
      { $match: filter },
      ...(most === null ? [] : [{ $limit: most }]),
      { $count: 'items' },
    ])
    .option(along(index))
  return counted?.items ?? 0
}

/** The documents of a page that fulfil these conditions still, in its order. What has left the list meanwhile is left out. */
export async function documentsOf<T extends { readonly _id: Types.ObjectId }>(
  onPage: readonly { readonly _id: Types.ObjectId }[],
  conditions: Filter,
  read: ListQuery<T>['read'],
): Promise<T[]> {
  if (onPage.length === 0) return []
  const ids = { _id: { $in: onPage.map(({ _id }) => _id) } }
  const documents = await read([{ $match: allOf([ids, conditions]) }], { _id: 1 })
  const byId = new Map(documents.map((document) => [document._id.toHexString(), document]))
  return onPage.flatMap(({ _id }) => byId.get(_id.toHexString()) ?? [])
}

/** The option of a query that goes along this index; without one the planner chooses. */
export const along = (index: Order | undefined) => (index ? { hint: { ...index } } : {})
