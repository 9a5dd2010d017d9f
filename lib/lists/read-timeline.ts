import { Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { type Cursor, encodeCursor, type Paging } from '#lib/platform/paging.ts'

/** A place in a timeline. */
export interface TimelineKey {
  readonly at: Date
  readonly kind: string
  readonly id: Types.ObjectId
}

/** One collection of a timeline. Each has an index in the order: newest first, then the id. */
export interface TimelineSource {
  /** The name that its entries have. No two sources have the same. */
  readonly kind: string
  /** The newest keys behind a place, at most so many, along the index. */
  readonly keys: (behind: Record<string, unknown>, limit: number) => Promise<readonly TimelineKey[]>
  /** The field that has the time. */
  readonly timeField: string
  readonly count: () => Promise<number>
}

export interface TimelinePage {
  readonly keys: readonly TimelineKey[]
  readonly pagination: {
    readonly page: number
    readonly limit: number
    readonly totalPages: number
    readonly totalItems: number
    readonly nextCursor?: string
  }
}

/** How the cursor of a timeline names its order. */
const ORDER = '-at,kind,-_id'

/**
 * Reads one page of a timeline that is made of several collections: the newest first; at the same instant by the name of
 * the source, then by the id. From each source as many keys are read as the page could take, and merged. A page by a
 * cursor begins behind the last entry of the page before, so that it costs the same at any depth, and repeats and skips
 * nothing when entries come. Throws VALIDATION_FAILED for a cursor of another list.
 */
export async function readTimeline(
  sources: readonly TimelineSource[],
  { page: asked = 1, limit, cursor }: Paging,
): Promise<TimelinePage> {
  const place = cursor ? placeOf(cursor) : null
  const page = cursor?.page ?? asked
  const skipped = cursor ? 0 : (page - 1) * limit
  const [found, counts] = await Promise.all([
    Promise.all(
      sources.map((source) => source.keys(place ? behind(source, place) : {}, skipped + limit + 1)),
    ),
    Promise.all(sources.map((source) => source.count())),
  ])
  const merged = found.flat().toSorted(inOrder)
  const keys = merged.slice(skipped, skipped + limit)
  const totalItems = counts.reduce((sum, count) => sum + count, 0)
  const last = keys.at(-1)
  const isMore = merged.length > skipped + limit
  return {
    keys,
    pagination: {
      page,
      limit,
      totalPages: Math.ceil(totalItems / limit),
      totalItems,
      ...(last && isMore && { nextCursor: cursorBehind(last, page + 1) }),
    },
  }
}

function inOrder(one: TimelineKey, other: TimelineKey): number {
  const later = other.at.getTime() - one.at.getTime()
  if (later !== 0) return later
  if (one.kind !== other.kind) return one.kind < other.kind ? -1 : 1
  return one.id.toHexString() < other.id.toHexString() ? 1 : -1
}

/** What of a source comes behind a place. A source whose name comes first has shown what it has of that instant. */
function behind({ kind, timeField }: TimelineSource, place: TimelineKey): Record<string, unknown> {
  if (kind < place.kind) return { [timeField]: { $lt: place.at } }
  if (kind > place.kind) return { [timeField]: { $lte: place.at } }
  return {
    [timeField]: { $lte: place.at },
    $or: [{ [timeField]: { $lt: place.at } }, { [timeField]: place.at, _id: { $lt: place.id } }],
  }
}

const cursorBehind = ({ at, kind, id }: TimelineKey, page: number): string =>
  encodeCursor({ order: ORDER, page, after: [{ at: at.getTime() }, kind, { id: id.toHexString() }] })

function placeOf({ order, after }: Cursor): TimelineKey {
  const [at, kind, id] = after
  if (order === ORDER && typeof at === 'object' && 'at' in at && typeof kind === 'string') {
    if (typeof id === 'object' && 'id' in id) {
      return { at: new Date(at.at), kind, id: new Types.ObjectId(id.id) }
    }
  }
  throw fail('VALIDATION_FAILED', {
    errors: [{ path: 'cursor', message: 'Must be the cursor of a page before' }],
  })
}
