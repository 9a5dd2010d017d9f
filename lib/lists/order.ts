import { Types } from 'mongoose'
import type { CursorValue } from '#lib/platform/paging.ts'

/**
 * The fields by which a list is ordered. The last one is unique in the list, and each is set in every document of it,
 * so that an item has one place. A field that may be missing needs a sort key of its own that is always set.
 */
export type Order = Readonly<Record<string, 1 | -1>>

/** Conditions of a query. Not cast: ids are ObjectIds, instants are Dates. */
export type Filter = Readonly<Record<string, unknown>>

/** An order in words, as a cursor has it: `-createdAt,-_id`. */
export const orderOf = (order: Order): string =>
  Object.entries(order)
    .map(([field, direction]) => `${direction === 1 ? '' : '-'}${field}`)
    .join(',')

/** What a document has in the fields of an order. */
export const valuesOf = (order: Order, item: object): CursorValue[] =>
  Object.keys(order).map((field) => toCursorValue((item as Readonly<Record<string, unknown>>)[field], field))

function toCursorValue(value: unknown, field: string): CursorValue {
  if (value instanceof Date) return { at: value.getTime() }
  if (value instanceof Types.ObjectId) return { id: value.toHexString() }
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  throw new TypeError(`a list is ordered by ${field}, which a document does not have`)
}

/** A value as the database stores it. */
export function fromCursorValue(value: CursorValue): unknown {
  if (typeof value !== 'object') return value
  return 'at' in value ? new Date(value.at) : new Types.ObjectId(value.id)
}

/** A part of a list, by what the items at its ends have in the fields of the order. */
export interface Section {
  /** It begins behind this item. */
  readonly after?: readonly CursorValue[] | undefined
  /** It ends with this item. */
  readonly upTo?: readonly CursorValue[] | undefined
}

/**
 * The filter for a section of a list. Its alternatives exclude each other and each equals an index up to one range, so
 * that the database merges them in the list's order and examines nothing outside of the section, however many items
 * share a value. A filter that is an `$or` already is multiplied out, for the same reason.
 */
export function sectionOf(filter: Filter, order: Order, section: Section): Filter {
  const ways = waysThrough(Object.entries(order), section)
  if (ways.length === 0) return filter
  const { $or: scopes = [{}], ...rest } = filter
  return {
    $or: (scopes as readonly Filter[]).flatMap((scope) => ways.map((way) => allOf([rest, scope, way]))),
  }
}

/** All of these conditions, also where two of them are about the same field. */
export function allOf(filters: readonly Filter[]): Filter {
  const given = filters.filter((filter) => Object.keys(filter).length > 0)
  const fields = given.flatMap((filter) => Object.keys(filter))
  return new Set(fields).size === fields.length ? Object.assign({}, ...given) : { $and: given }
}

function waysThrough([first, ...others]: [string, 1 | -1][], { after, upTo }: Section): Filter[] {
  if (!first || (!after && !upTo)) return []
  const [field, direction] = first
  const [from, to] = [after?.[0], upTo?.[0]]
  if (from !== undefined && JSON.stringify(from) === JSON.stringify(to)) {
    const within = waysThrough(others, { after: after?.slice(1), upTo: upTo?.slice(1) })
    return within.map((way) => ({ [field]: fromCursorValue(from), ...way }))
  }
  const [further, before] = direction === 1 ? ['$gt', '$lt'] : ['$lt', '$gt']
  const last = others.length === 0 ? `${before}e` : before
  const between = {
    ...(from !== undefined && { [further]: fromCursorValue(from) }),
    ...(to !== undefined && { [last]: fromCursorValue(to) }),
  }
  return [
    ...at(field, from, waysThrough(others, { after: after?.slice(1) })),
    { [field]: between },
    ...at(field, to, waysThrough(others, { upTo: upTo?.slice(1) })),
  ]
}

const at = (field: string, value: CursorValue | undefined, ways: readonly Filter[]): Filter[] =>
  value === undefined ? [] : ways.map((way) => ({ [field]: fromCursorValue(value), ...way }))

/** Compares two items as the database does it along an order. */
export function compareAlong(order: Order, a: object, b: object): number {
  const theirs = valuesOf(order, b)
  return compareValues(order, valuesOf(order, a), theirs)
}

/** Compares two places of a list, each by its values in the fields of the order. */
export function compareValues(order: Order, a: readonly CursorValue[], b: readonly CursorValue[]): number {
  for (const [i, direction] of Object.values(order).entries()) {
    const [mine, theirs] = [plain(a[i]), plain(b[i])]
    if (mine !== theirs) return mine < theirs ? -direction : direction
  }
  return 0
}

function plain(value: CursorValue | undefined): number | string | boolean {
  if (value === undefined) return 0 // a cursor has as many values as its order has fields
  if (typeof value !== 'object') return value
  return 'at' in value ? value.at : value.id
}
