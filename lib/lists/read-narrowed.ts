import type { Types } from 'mongoose'
import {
  allOf,
  compareAlong,
  compareValues,
  type Filter,
  type Order,
  sectionOf,
  valuesOf,
} from '#lib/lists/order.ts'
import { readInBoth } from '#lib/lists/read-in-both.ts'
import {
  along,
  countUpTo,
  documentsOf,
  type ListQuery,
  type Page,
  pageNumber,
  paginationOf,
  placeOf,
} from '#lib/lists/read-page.ts'
import type { CursorValue } from '#lib/platform/paging.ts'

/** Up to how many candidates are read whole and put in order by this process. */
const MAX_CANDIDATES = 2_000

/** How many entries of an index one page examines. It reads the document of each, which takes 20 microseconds. */
export const MAX_EXAMINED = 2_000

/** A condition that an index answers alone, and that everything in the list fulfils. */
export interface Narrowing {
  readonly filter: Filter
  readonly index?: Order | undefined
  /** Up to how many candidates this one may have to be read whole; {@link MAX_CANDIDATES} by default. */
  readonly most?: number
}

export interface NarrowedQuery<T> extends ListQuery<T> {
  /** The conditions beside `filter`, which the index of the order does not answer. */
  readonly conditions: Filter
  /** Other ways to find what is in the list. The shortest one is taken if it is short. */
  readonly narrowings: readonly Narrowing[]
  /** A further condition that the same index answers in the same order; it is in none of the `conditions`. */
  readonly alsoIn?: Filter | undefined
}

/**
 * Reads a page of a list with conditions that the index of its order does not answer. It costs the same at any size:
 * 1. if one of its conditions has few candidates, these are read along the index of that condition, and put in order
 *    here: the page and the count are exact
 * 2. if its index answers two of its conditions, it reads what they have in common (readInBoth)
 * 3. otherwise there are many, and the list is walked in its order. A page examines at most MAX_EXAMINED entries. If it
 *    has not found enough by then, it is short and its cursor goes on behind what was examined: nothing is left out.
 *    `totalItems` counts what is in the first MAX_EXAMINED entries, and `capped` says that there are more
 * Throws VALIDATION_FAILED for a cursor of another order.
 */
export async function readNarrowed<T extends { _id: Types.ObjectId }>(
  list: NarrowedQuery<T>,
): Promise<Page<T>> {
  const { alsoIn } = list
  if (alsoIn) {
    const narrowest = await narrowestOf(list)
    if (!narrowest) return readInBoth({ ...list, alsoIn })
    return readCandidates({ ...list, conditions: allOf([list.conditions, alsoIn]) }, narrowest)
  }
  const after = placeOf(list)
  const [narrowest, firstEdge, edge] = await Promise.all([
    narrowestOf(list),
    edgeBehind(list),
    after ? edgeBehind(list, after) : null,
  ])
  if (narrowest) return readCandidates(list, narrowest)
  return walk(list, { after, edge: after ? edge : firstEdge, firstEdge })
}

/** The condition with the fewest candidates, if they are few. */
export async function narrowestOf({
  model,
  narrowings,
}: Pick<NarrowedQuery<object>, 'model' | 'narrowings'>): Promise<Narrowing | null> {
  const sizes = await Promise.all(
    narrowings.map(async (narrowing) => {
      const { filter, index, most = MAX_CANDIDATES } = narrowing
      return { narrowing, size: await countUpTo({ model, filter, index }, most + 1), most }
    }),
  )
  const short = sizes.filter(({ size, most }) => size <= most).toSorted((a, b) => a.size - b.size)
  return short[0]?.narrowing ?? null
}

/** The place of the last entry that a page may examine which begins behind `after`; null where the list ends before. */
async function edgeBehind<T>(
  { model, filter, order, index }: NarrowedQuery<T>,
  after?: readonly CursorValue[],
): Promise<CursorValue[] | null> {
  const [edge] = await model
    .aggregate<object>([
      { $match: sectionOf(filter, order, { after }) },
      { $sort: { ...order } },
      { $skip: MAX_EXAMINED - 1 },
      { $limit: 1 },
      { $project: fieldsOf(order) },
    ])
    .option(along(index))
  return edge ? valuesOf(order, edge) : null
}

const fieldsOf = (order: Order): Record<string, 1> =>
  Object.fromEntries(Object.keys(order).map((field) => [field, 1 as const]))

interface Walk {
  readonly after: readonly CursorValue[] | undefined
  readonly edge: readonly CursorValue[] | null
  readonly firstEdge: readonly CursorValue[] | null
}

async function walk<T extends object>(
  list: NarrowedQuery<T>,
  { after, edge, firstEdge }: Walk,
): Promise<Page<T>> {
  const { model, filter, conditions, order, index, search, isBrowsed = false } = list
  const { limit, page = 1 } = search
  const within = (upTo: Walk['edge'], from?: Walk['after']) =>
    allOf([sectionOf(filter, order, { after: from, upTo: upTo ?? undefined }), conditions])
  const [found, counted] = await Promise.all([
    list.read(
      [
        { $match: within(edge, after) },
        { $sort: { ...order } },
        ...(after || page === 1 ? [] : [{ $skip: (page - 1) * limit }]),
        { $limit: limit + 1 },
      ],
      index,
    ),
    countUpTo({ model, filter: within(firstEdge), index }, null),
  ])
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isCapped = firstEdge !== null
  const isMore = found.length > limit
  const next = isMore && last ? valuesOf(order, last) : edge
  const pagination = paginationOf(list, { counted, isCapped, next: isBrowsed || isCapped ? next : null })
  return { items, pagination }
}

/** Reads all candidates of a condition in short, puts them in order, and reads those on the page. */
async function readCandidates<T extends { _id: Types.ObjectId }>(
  list: NarrowedQuery<T>,
  { filter, index }: Narrowing,
): Promise<Page<T>> {
  const { model, order, search, isBrowsed = false } = list
  const candidates = await model
    .aggregate<{ _id: Types.ObjectId }>([
      { $match: allOf([filter, list.filter, list.conditions]) },
      { $project: fieldsOf(order) },
    ])
    .option(along(index))
  candidates.sort((a, b) => compareAlong(order, a, b))
  const { onPage, isMore } = cut(candidates, list)
  const last = onPage.at(-1)
  const next = last && isMore && isBrowsed ? valuesOf(order, last) : null
  return {
    items: await documentsOf(onPage, allOf([list.filter, list.conditions]), list.read),
    pagination: paginationOf({ order, search }, { counted: candidates.length, isCapped: false, next }),
  }
}

/** The part of a whole list, in its order, that is on the page. */
export function cut<C extends object>(
  ordered: readonly C[],
  { model, order, search }: Pick<ListQuery<object>, 'model' | 'order' | 'search'>,
): { readonly onPage: readonly C[]; readonly isMore: boolean } {
  const after = placeOf({ model, order, search })
  const behind = after
    ? ordered.findIndex((item) => compareValues(order, valuesOf(order, item), after) > 0)
    : (pageNumber(search) - 1) * search.limit
  const from = behind === -1 ? ordered.length : behind
  return {
    onPage: ordered.slice(from, from + search.limit),
    isMore: ordered.length > from + search.limit,
  }
}
