import mongoose, { type ClientSession, Types } from 'mongoose'
import { addMs, DAY } from '#lib/platform/clock.ts'

/**
 * A random marketplace, written to the database as records without any use case, so that the reports can be held against
 * a plain recomputation of whatever may be there: clock changes, late changes, jobs that vanish.
 */
export type Stored = Record<string, unknown> & { _id: Types.ObjectId }
export type Tables = Record<string, Map<string, Stored>>

const TABLES = [
  'jobs',
  'quotes',
  'invitations',
  'contracts',
  'disputes',
  'reviews',
  'journals',
  'transactions',
  'payouts',
  'users',
  'verifications',
  'notifications',
] as const

/** Around both clock changes of 2026 and a turn of the year, so that days of 23 and 25 hours are often hit. */
const STARTS = [
  '2026-04-20T00:00:00Z',
  '2026-10-25T00:00:00Z',
  '2026-12-20T00:00:00Z',
  '2026-06-01T00:00:00Z',
]

export class World {
  readonly tables = Object.fromEntries(TABLES.map((name) => [name, new Map()])) as Tables
  readonly #random: () => number
  readonly #start: Date
  #number = 0
  readonly #dirty = new Map<string, Set<string>>()
  readonly #touched = new Set<string>()
  readonly clients: Types.ObjectId[] = []
  readonly craftsmen: Types.ObjectId[] = []

  constructor(random: () => number) {
    this.#random = random
    this.#start = new Date(this.pick(STARTS))
    for (let i = 0; i < 9; i += 1) this.clients.push(this.addUser('Client'))
    for (let i = 0; i < 6; i += 1) this.craftsmen.push(this.addUser('Craftsman'))
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  /** Most often within the days around a clock change, sometimes half a year later. */
  instant(): Date {
    const days = this.chance(0.8) ? 12 : 200
    return addMs(this.#start, Math.floor(this.#random() * days * DAY))
  }

  after(at: Date, most = 10 * DAY): Date {
    return addMs(at, Math.floor(this.#random() ** 3 * most))
  }

  get(table: string): Stored[] {
    return [...(this.tables[table]?.values() ?? [])]
  }

  put(table: string, record: Record<string, unknown>, touched: string | null): Stored {
    const stored = { _id: this.#newId(), ...record } as Stored
    this.tables[table]?.set(stored._id.toHexString(), stored)
    this.#dirty.set(table, (this.#dirty.get(table) ?? new Set()).add(stored._id.toHexString()))
    if (touched !== null) this.#touched.add(touched)
    return stored
  }

  remove(table: string, record: Stored, touched: string): void {
    this.tables[table]?.delete(record._id.toHexString())
    this.#dirty.set(table, (this.#dirty.get(table) ?? new Set()).add(record._id.toHexString()))
    this.#touched.add(touched)
  }

  addUser(role: string): Types.ObjectId {
    const _id = this.#newId()
    const createdAt = this.instant()
    this.put(
      'users',
      { _id, role, createdAt, email: `${_id.toHexString()}@example.com` },
      `user:${_id.toHexString()}`,
    )
    return _id
  }

  /** Ids whose end varies, as real ones do. */
  #newId(): Types.ObjectId {
    this.#number += 1
    const tail = Math.floor(this.#random() * 0xffffff)
    return new Types.ObjectId(
      `${this.#number.toString(16).padStart(18, '0')}${tail.toString(16).padStart(6, '0')}`,
    )
  }

  /** Stores what has changed since the last time, with a mark for each thing that was touched; in `tx`, all at once. */
  async store(tx?: ClientSession): Promise<void> {
    const db = mongoose.connection.db
    for (const [table, ids] of this.#dirty) {
      const writes = [...ids].map((id) => {
        const record = this.tables[table]?.get(id)
        const filter = { _id: new Types.ObjectId(id) }
        return record
          ? { replaceOne: { filter, replacement: record, upsert: true } }
          : { deleteOne: { filter } }
      })
      await db?.collection(table).bulkWrite(writes, {
        bypassDocumentValidation: true,
        ...(tx && { session: tx }),
      } as never)
    }
    const marks = [...this.#touched].flatMap((touched) =>
      Array.from({ length: this.chance(0.3) ? 2 : 1 }, () => ({
        type: 'touched',
        version: 1,
        data: {},
        at: this.instant(),
        sentAt: new Date(),
        touched,
      })),
    )
    if (marks.length > 0) await db?.collection('outbox').insertMany(marks, tx && { session: tx })
    this.#dirty.clear()
    this.#touched.clear()
  }
}
