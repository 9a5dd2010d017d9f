import mongoose from 'mongoose'

/** So many documents are gathered before they are inserted. */
const MOST = 8_000

/** What is to be inserted, by collection. Large inserts at a time are far faster than many small ones. */
export class Rows {
  #rows = new Map<string, object[]>()
  #count = 0
  /** How many documents were added in all. */
  added = 0

  add(collection: string, document: object): void {
    const rows = this.#rows.get(collection)
    if (rows) rows.push(document)
    else this.#rows.set(collection, [document])
    this.#count += 1
    this.added += 1
  }

  get isFull(): boolean {
    return this.#count >= MOST
  }

  async insert(): Promise<void> {
    const rows = this.#rows
    this.#rows = new Map()
    this.#count = 0
    await Promise.all(
      [...rows].map(([name, documents]) =>
        mongoose.connection
          .collection(name)
          .insertMany(documents, { ordered: false, writeConcern: { w: 1 } }),
      ),
    )
  }
}
