import { Types } from 'mongoose'
import type { CursorValue } from '#lib/platform/paging.ts'

/**
 * The fields by which a list is ordered. The last one is unique in the list, and each is set in every document of it,
 * so that an item has one place.
 */
export type Order = Readonly<Record<string, 1 | -1>>

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

function fromCursorValue(value: CursorValue): unknown {
  if (typeof value !== 'object') return value
  return 'at' in value ? new Date(value.at) : new Types.ObjectId(value.id)
}

/**
 * The filter for what comes after an item, `after` being its values in the fields of the order. The first field stands
 * in a range of its own, by which an index is entered.
 */
export function rangeAfter(order: Order, after: readonly CursorValue[]): Record<string, unknown> {
  const fields = Object.entries(order).map(([field, direction], i) => ({
    field,
    further: direction === 1 ? '$gt' : '$lt',
    // both have the same number of fields: readPage compared them
    value: fromCursorValue(after[i] as CursorValue),
  }))
  const ways = fields.map(({ field, further, value }, i) => ({
    ...Object.fromEntries(fields.slice(0, i).map((before) => [before.field, before.value])),
    [field]: { [further]: value },
  }))
  const [first] = fields
  if (!first) return {}
  return { [first.field]: { [`${first.further}e`]: first.value }, $or: ways }
}
