import type { Types } from 'mongoose'
import { allOf, compareValues, type Filter, sectionOf, valuesOf } from '#lib/lists/order.ts'
import {
  along,
  documentsOf,
  type ListQuery,
  type Page,
  pageNumber,
  paginationOf,
  placeOf,
} from '#lib/lists/read-page.ts'
import type { CursorValue } from '#lib/platform/paging.ts'

/** How many entries of each condition one page examines. They come out of the index alone, so they cost little. */
export const MAX_ENTRIES = 5_000

export interface TwofoldQuery<T> extends ListQuery<T> {
  /** What the index answers beside `filter`: the other condition, along the same index and in the same order. */
  readonly alsoIn: Filter
  /** The conditions that no index answers. */
  readonly conditions: Filter
}

interface Entry {
  readonly _id: Types.ObjectId
}

/** What is in both conditions, in order, and the place up to which both were examined; null: to the end. */
interface Common {
  readonly entries: readonly Entry[]
  readonly edge: readonly CursorValue[] | null
}

/**
 * Reads a page of what two conditions of one index have in common, as two words of a search, where each has many. The
 * entries of both are read from the index, without the documents, and compared here: a page examines at most MAX_ENTRIES
 * of each. If it has not found enough by then, it is short and its cursor goes on behind what was examined.
 * `totalItems` counts what is in the first section, and `capped` says that there is more.
 * Throws VALIDATION_FAILED for a cursor of another order.
 */
export async function readInBoth<T extends Entry>(list: TwofoldQuery<T>): Promise<Page<T>> {
  const { order, search, isBrowsed = false } = list
  const { limit } = search
  const after = placeOf(list)
  const [first, section] = await Promise.all([commonIn(list), after ? commonIn(list, after) : null])
  const { entries, edge } = section ?? first
  const from = after ? 0 : (pageNumber(search) - 1) * limit
  const onPage = entries.slice(from, from + limit)
  const last = onPage.at(-1)
  const isCapped = first.edge !== null
  const next = last && entries.length > from + limit ? valuesOf(order, last) : edge
  const { filter, alsoIn, conditions } = list
  const counts = { counted: first.entries.length, isCapped, next: isBrowsed || isCapped ? next : null }
  const items = await documentsOf(onPage, allOf([filter, alsoIn, conditions]), list.read)
  return { items, pagination: paginationOf(list, counts) }
}

async function commonIn<T>(list: TwofoldQuery<T>, after?: readonly CursorValue[]): Promise<Common> {
  const [some, others] = await Promise.all([
    entriesOf(list, list.filter, after),
    entriesOf(list, list.alsoIn, after),
  ])
  const edge = nearerOf(list, edgeOf(list, some), edgeOf(list, others))
  const there = new Set(others.map(({ _id }) => _id.toHexString()))
  const common = some.filter(
    (entry) =>
      there.has(entry._id.toHexString()) &&
      (!edge || compareValues(list.order, valuesOf(list.order, entry), edge) <= 0),
  )
  return { entries: await fulfilling(common, list), edge }
}

const entriesOf = <T>(
  { model, order, index }: TwofoldQuery<T>,
  filter: Filter,
  after: readonly CursorValue[] | undefined,
): Promise<Entry[]> =>
  model
    .aggregate<Entry>([
      { $match: sectionOf(filter, order, { after }) },
      { $sort: { ...order } },
      { $limit: MAX_ENTRIES },
      { $project: Object.fromEntries(Object.keys(order).map((field) => [field, 1 as const])) },
    ])
    .option(along(index))
    .exec()

/** Behind which place nothing is known of a condition; null if all of it was read. */
const edgeOf = <T>({ order }: TwofoldQuery<T>, entries: readonly Entry[]): CursorValue[] | null => {
  const last = entries.length < MAX_ENTRIES ? undefined : entries.at(-1)
  return last ? valuesOf(order, last) : null
}

function nearerOf<T>(
  { order }: TwofoldQuery<T>,
  one: CursorValue[] | null,
  other: CursorValue[] | null,
): CursorValue[] | null {
  if (!one || !other) return one ?? other
  return compareValues(order, one, other) <= 0 ? one : other
}

/** Those that fulfil the conditions which no index answers: their documents are read. */
async function fulfilling<T>(
  entries: readonly Entry[],
  { model, conditions }: TwofoldQuery<T>,
): Promise<readonly Entry[]> {
  if (Object.keys(conditions).length === 0 || entries.length === 0) return entries
  const found = await model
    .aggregate<Entry>([
      { $match: allOf([{ _id: { $in: entries.map(({ _id }) => _id) } }, conditions]) },
      { $project: { _id: 1 } },
    ])
    .option(along({ _id: 1 }))
  const kept = new Set(found.map(({ _id }) => _id.toHexString()))
  return entries.filter(({ _id }) => kept.has(_id.toHexString()))
}
