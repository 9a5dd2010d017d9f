import { classOfPerson } from '#lib/analytics/cells.ts'
import type { Sums } from '#lib/analytics/figure.ts'
import type { AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { Counts, Entry, EntryKind } from '#lib/model/analytics-kinds.ts'

export type Key = string | null

/** A report without its frame: the figures of everything, and of each group. */
export interface Part {
  readonly totals: Readonly<Record<string, number | null>>
  readonly rows: readonly Readonly<Record<string, number | string | null>>[]
}

type Cell = Pick<AnalyticsCellRecord, 'counts' | 'people'>

type ByKind = Partial<Record<EntryKind, Counts>>

/** The sums of one group: the counts, and how many entries are about people of each class. */
interface Group {
  readonly counts: ByKind
  readonly people: ByKind
}

/** The sums of a report, by group and over all. */
export class GroupSums {
  readonly groups = new Map<Key, Group>()
  readonly total: Group = { counts: {}, people: {} }
  /** The people of what is under way now, by name: no cell has them. */
  readonly livePersons: { readonly key: Key; readonly kind: EntryKind; readonly person: string }[] = []

  /** Adds a cell that was read for this alone: where it is the first of its group, it becomes the group. */
  addCell(key: Key, cell: Cell): void {
    addAll(this.#group(key), cell, true)
  }

  /** Adds a cell to the sums over all. */
  addToTotal(cell: Cell): void {
    addAll(this.total, cell, false)
  }

  /** Adds something that is under way now: it is in no cell, since it grows older by itself. */
  addLive(key: Key, { kind, person, counts }: Entry): void {
    const cell = { counts: { [kind]: counts }, people: { [kind]: { [classOfPerson(person)]: 1 } } }
    this.addToTotal(cell)
    this.addCell(key, cell)
    this.livePersons.push({ key, kind, person })
  }

  sumsOf(key: Key): Sums {
    return this.groups.get(key)?.counts ?? {}
  }

  #group(key: Key): Group {
    let group = this.groups.get(key)
    if (!group) this.groups.set(key, (group = { counts: {}, people: {} }))
    return group
  }
}

function addAll(group: Group, { counts, people = {} }: Cell, owns: boolean): void {
  addKinds(group.counts, counts, owns)
  addKinds(group.people, people, owns)
}

function addKinds(into: ByKind, from: Readonly<Record<string, Counts>>, owns: boolean): void {
  for (const [kind, counts] of Object.entries(from)) {
    const sums = into[kind as EntryKind]
    if (!sums) into[kind as EntryKind] = owns ? counts : { ...counts }
    else for (const name in counts) sums[name] = (sums[name] ?? 0) + (counts[name] ?? 0)
  }
}
