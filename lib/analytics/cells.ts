import type { ClientSession } from 'mongoose'
import { monthOf } from '#lib/analytics/calendar.ts'
import { AnalyticsCell, type AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { Entry, Grain, Level } from '#lib/model/analytics-kinds.ts'

/** How many classes of people a cell tells apart without naming any. */
const PEOPLE_CLASSES = 16

/** Where there is no category or governorate, and where a cell is not by it. */
export const NONE = '-'
const ANY = '*'

const PER_WRITE = 1_000

/** Which of the classes a person is in. */
export const classOfPerson = (person: string): number => parseInt(person.slice(-6), 16) % PEOPLE_CLASSES

interface Place {
  readonly category: string | null
  readonly governorate: string | null
}

interface Change {
  readonly cell: Pick<AnalyticsCellRecord, 'grain' | 'level' | 'at' | 'category' | 'governorate'>
  /** What is added at each path. */
  readonly adds: Map<string, number>
}

/**
 * Changes of cells, gathered so that each cell is written once. An entry is part of eight: its day and its month, each
 * of everything, of its category, of its governorate, and of both.
 */
export class CellChanges {
  readonly #changes = new Map<string, Change>()

  get size(): number {
    return this.#changes.size
  }

  /** Adds an entry, or takes it back (`sign` -1). */
  add({ kind, day, person, counts, ...place }: Entry, sign: 1 | -1): void {
    const paths: [string, number][] = Object.entries(counts).map(([name, count]) => [
      `counts.${kind}.${name}`,
      sign * count,
    ])
    paths.push([`people.${kind}.${classOfPerson(person)}`, sign])
    for (const [grain, at] of [
      ['D', day],
      ['M', monthOf(day)],
    ] as const) {
      this.#addToLevels(grain, at, place, paths)
    }
    this.#addTo({ grain: 'D', at: day, level: 'cg', ...placeAt('cg', place) }, [
      [`persons.${kind}.${person}`, sign],
    ])
  }

  /** Adds to the cohort of a month: people whose first completed job was then and there. */
  addToCohort(month: string, place: Place, paths: readonly [string, number][]): void {
    this.#addToLevels('F', month, place, paths)
  }

  /** Writes everything. What many write is written first, so that two at once notice it before they did anything. */
  async write(generation: number, tx: ClientSession | null): Promise<void> {
    const writes = [...this.#changes].flatMap(([key, change]) => writeOf(generation, key, change))
    writes.sort((a, b) => order(a) - order(b))
    for (let from = 0; from < writes.length; from += PER_WRITE) {
      await AnalyticsCell.collection.bulkWrite(
        writes.slice(from, from + PER_WRITE).map(({ write }) => write) as never[], // the driver types every _id as an ObjectId
        { ordered: tx !== null, ...(tx && { session: tx }) },
      )
    }
    this.#changes.clear()
  }

  #addToLevels(grain: Grain, at: string, place: Place, paths: readonly [string, number][]): void {
    for (const level of ['all', 'c', 'g', 'cg'] as const) {
      this.#addTo({ grain, at, level, ...placeAt(level, place) }, paths)
    }
  }

  #addTo(cell: Change['cell'], paths: readonly [string, number][]): void {
    const key = `${cell.grain}:${cell.at}:${cell.level}:${cell.category}:${cell.governorate}`
    let change = this.#changes.get(key)
    if (!change) this.#changes.set(key, (change = { cell, adds: new Map() }))
    for (const [path, count] of paths) change.adds.set(path, (change.adds.get(path) ?? 0) + count)
  }
}

const placeAt = (level: Level, { category, governorate }: Place) => ({
  category: level.startsWith('c') ? (category ?? NONE) : ANY,
  governorate: level.endsWith('g') ? (governorate ?? NONE) : ANY,
})

interface Write {
  readonly level: Level
  readonly write: object
}

const order = ({ level }: Write): number => level.length % 3 // all, c and g, cg

function writeOf(generation: number, key: string, { cell, adds }: Change): Write[] {
  const $inc = Object.fromEntries([...adds].filter(([, count]) => count !== 0))
  if (Object.keys($inc).length === 0) return []
  const write = {
    updateOne: {
      filter: { _id: `${generation}:${key}` },
      update: { $inc, $setOnInsert: { generation, ...cell } },
      upsert: true,
    },
  }
  return [{ level: cell.level, write }]
}
