import { monthOf } from '#lib/analytics/calendar.ts'
import { CellNames } from '#lib/analytics/cell-names.ts'
import type { AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { Counts, Entry, Grain } from '#lib/model/analytics-kinds.ts'

/** How many classes of people a cell tells apart without naming any. */
const PEOPLE_CLASSES = 16

/** Where there is no category or governorate, and where a cell is not by it. */
export const NONE = '-'
const ANY = '*'

/** Which of the classes a person is in. */
export const classOfPerson = (person: string): number => parseInt(person.slice(-6), 16) % PEOPLE_CLASSES

type CellPlace = Pick<AnalyticsCellRecord, 'grain' | 'level' | 'at' | 'category' | 'governorate'>

/** What is added to a cell, by the numbers of the names. */
export interface CellChange {
  readonly key: string
  readonly place: CellPlace
  readonly sums: Map<number, number>
}

interface Where {
  readonly category: string | null
  readonly governorate: string | null
}

/** What entries add to one of the finest cells: the number of a name, and what is added to it, in turn. */
interface Gathered {
  readonly place: CellPlace
  readonly additions: number[]
}

/**
 * Changes of cells, gathered so that each cell is written once. An entry is part of eight: its day and its month, each
 * of everything, of its category, of its governorate, and of both. It is gathered with the finest of them, which is summed
 * up when it is taken out to be written; the others are sums of finer ones. Names are numbers here, so that what is
 * gathered of a million entries is a few lists of numbers.
 */
export class CellChanges {
  readonly names = new CellNames()
  readonly #days = new Map<string, Gathered>()
  /** The cells above the days that were taken out, and cohorts, which are few. */
  readonly #others = new Map<string, CellChange>()
  #size = 0

  /** How many additions are gathered. */
  get size(): number {
    return this.#size
  }

  /** Adds an entry, or takes it back (`sign` -1). */
  add(entry: Entry, sign: 1 | -1): void {
    const { kind, person, counts } = entry
    const { additions } = this.#dayOf(entry)
    const before = additions.length
    for (const name in counts)
      additions.push(this.names.numberOf('counts', kind, name), sign * (counts[name] ?? 0))
    additions.push(this.names.numberOf('people', kind, String(classOfPerson(person))), sign)
    additions.push(this.names.numberOf('persons', kind, person), sign)
    this.#size += (additions.length - before) / 2
  }

  #dayOf(entry: Entry): Gathered {
    const key = `${entry.day}:${entry.category ?? NONE}:${entry.governorate ?? NONE}`
    let gathered = this.#days.get(key)
    if (!gathered) this.#days.set(key, (gathered = { place: finestOf('D', entry.day, entry), additions: [] }))
    return gathered
  }

  /** Adds to the cohort of a month: people whose first completed job was then and there. */
  addToCohort(month: string, where: Where, kind: string, counts: Counts, sign: 1 | -1): void {
    const { sums } = cellAt(this.#others, finestOf('F', month, where))
    for (const name in counts)
      addTo(sums, this.names.numberOf('counts', kind, name), sign * (counts[name] ?? 0))
  }

  /** Takes out the earlier half of the days. What they are part of waits for the others. */
  *takeEarlierDays(): Generator<CellChange> {
    const days = [...this.#days.values()].map(({ place }) => place.at).toSorted()
    const middle = days[days.length >> 1] ?? ''
    for (const [key, gathered] of this.#days) if (gathered.place.at <= middle) yield this.#take(key, gathered)
  }

  /** Takes out everything. */
  *takeAll(): Generator<CellChange> {
    for (const [key, gathered] of this.#days) yield this.#take(key, gathered)
    for (const cell of this.#others.values()) this.#addToWider(cell) // also those that this adds
    yield* this.#others.values()
    this.#others.clear()
  }

  #take(key: string, { place, additions }: Gathered): CellChange {
    const cell = newCell(place)
    for (let i = 0; i < additions.length; i += 2)
      addTo(cell.sums, additions[i] as number, additions[i + 1] as number)
    this.#days.delete(key)
    this.#size -= additions.length / 2
    this.#addToWider(cell)
    return cell
  }

  /** Adds a cell to those that are made of such cells. People by name are counted in the finest days alone. */
  #addToWider({ place, sums }: CellChange): void {
    for (const wider of widerOf(place)) {
      const sum = cellAt(this.#others, wider)
      for (const [number, count] of sums) if (!this.names.isPerson(number)) addTo(sum.sums, number, count)
    }
  }
}

/** What adds up to zero is left out. */
function addTo(sums: Map<number, number>, number: number, count: number): void {
  const sum = (sums.get(number) ?? 0) + count
  if (sum === 0) sums.delete(number)
  else sums.set(number, sum)
}

const finestOf = (grain: Grain, at: string, { category, governorate }: Where): CellPlace => ({
  grain,
  level: 'cg',
  at,
  category: category ?? NONE,
  governorate: governorate ?? NONE,
})

const keyOf = ({ grain, at, level, category, governorate }: CellPlace): string =>
  `${grain}:${at}:${level}:${category}:${governorate}`

const newCell = (place: CellPlace): CellChange => ({ key: keyOf(place), place, sums: new Map() })

function cellAt(cells: Map<string, CellChange>, place: CellPlace): CellChange {
  const key = keyOf(place)
  let cell = cells.get(key)
  if (!cell) cells.set(key, (cell = { key, place, sums: new Map() }))
  return cell
}

/** What a cell adds to directly, so that each cell is made of one kind of finer ones. */
function widerOf({ grain, level, at, category, governorate }: CellPlace): CellPlace[] {
  if (level === 'c') return [{ grain, at, level: 'all', category: ANY, governorate: ANY }]
  if (level !== 'cg') return []
  const levels: CellPlace[] = [
    { grain, at, level: 'c', category, governorate: ANY },
    { grain, at, level: 'g', category: ANY, governorate },
  ]
  return grain === 'D' ? [...levels, { grain: 'M', at: monthOf(at), level, category, governorate }] : levels
}
