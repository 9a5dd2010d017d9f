import { createHash } from 'node:crypto'
import mongoose from 'mongoose'

/** What stands before the first seal. */
export const GENESIS = '0'.repeat(64)

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** An entry as the database has it. */
export interface StoredEntry {
  readonly _id: mongoose.Types.ObjectId
  readonly [field: string]: unknown
}

/** The hash of everything in an entry but its id, so that two entries whose contents were swapped can be told. */
export function hashOfContent({ _id: _, ...content }: StoredEntry): string {
  return sha256(canonical(content))
}

/** What a seal says: which number is which entry, with which content, after which seal. */
export interface SealedFacts {
  readonly number: number
  readonly entry: mongoose.Types.ObjectId
  readonly content: string
  readonly previous: string
}

export const hashOfSeal = ({ number, entry, content, previous }: SealedFacts): string =>
  sha256(`craftworks activity 1\n${number}\n${String(entry)}\n${content}\n${previous}`)

/**
 * One text for one value: the same fields in any order are the same, values of different types never are. Fields of a
 * subdocument cannot pass for a date or an id.
 */
function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Object.is(value, -0) ? 'number:-0' : `number:${value}`
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return `date:${value.getTime()}`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && !('_bsontype' in value)) {
    const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
    return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`
  }
  return `bson:${mongoose.mongo.BSON.EJSON.stringify(value, { relaxed: false })}`
}
